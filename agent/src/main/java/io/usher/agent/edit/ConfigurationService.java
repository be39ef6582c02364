package io.usher.agent.edit;

import io.usher.agent.configuration.Plan;
import io.usher.agent.configuration.Validation;
import io.usher.agent.reload.GateRefusal;
import io.usher.agent.request.Conflict;
import io.usher.agent.request.Invalid;
import io.usher.agent.request.NotFound;
import io.usher.agent.request.Requester;
import io.usher.agent.request.Stale;
import io.usher.agent.request.Unavailable;
import io.usher.agent.request.Unconditional;

import java.util.List;
import java.util.Optional;

/**
 * The configuration files. Any thread; changes are made one after the other, and everything is judged before the first byte is
 * written.
 */
public interface ConfigurationService {

    /** In the order in which the proxy reads them. */
    List<FileView> files() throws Unavailable;

    FileText file(String name) throws NotFound, Unavailable;

    /** What the proxy says of the files, with another content for one of them where that is given. */
    Validation validate(Optional<NewText> instead) throws NotFound, Unavailable;

    /**
     * How the files, with another content for one of them where that is given, would come to run.
     *
     * @throws ConfigurationRefused where the proxy would not run it at all
     */
    Plan plan(Optional<NewText> instead) throws NotFound, ConfigurationRefused, Unavailable;

    /**
     * Writes one file.
     *
     * @param ifMatch the header; empty = there was none
     * @throws Unconditional        without one
     * @throws Stale                where the file is another by now, also by hand
     * @throws ConfigurationRefused where the proxy refuses it
     * @throws ReloadNeeded         where it was to be applied live and cannot be
     * @throws GateRefusal          where it needs a reload, and an earlier generation is not drained
     */
    EditResult put(NewText text, Optional<String> ifMatch, EditRequest request, Requester by)
            throws NotFound, Unconditional, Stale, ConfigurationRefused, ReloadNeeded, GateRefusal, Conflict, Unavailable;

    /** Newest first. */
    List<VersionView> versions(int limit, Optional<Long> before) throws Unavailable;

    VersionText version(long number) throws NotFound, Unavailable;

    /** A unified diff against the version before it; of the first, against nothing. */
    String diff(long number) throws NotFound, Unavailable;

    /**
     * Brings all files back to what they were; refused as {@link #put} is, but for If-Match, which need not be there.
     *
     * @param ifMatch names the latest version, e.g. {@code "12"}
     * @throws Conflict where a file of it is none of the configuration's any more
     */
    EditResult restore(long number, Optional<String> ifMatch, EditRequest request, Requester by)
            throws NotFound, Stale, ConfigurationRefused, ReloadNeeded, GateRefusal, Conflict, Invalid, Unavailable;
}
