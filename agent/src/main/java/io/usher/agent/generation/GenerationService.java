package io.usher.agent.generation;

import io.usher.agent.request.NotFound;

import java.util.List;
import java.util.Optional;

/** The generations for whoever shows them. Any thread; each call asks the living proxies, within their time limit. */
public interface GenerationService {

    /** All that live, newest first, then the latest ended ones (at most 50). Never fails because a proxy is silent. */
    List<GenerationView> list();

    /** The newest generation of this number. */
    GenerationView get(int number) throws NotFound;

    /** The one that takes connections, if it answers. */
    Optional<GenerationView> active();
}
