package io.usher.agent.doctor;

import java.io.IOException;

/** One kind of look at the host. */
interface Check {

    /** Its name, one word. */
    String name();

    /**
     * Looks, and reports what it finds.
     *
     * @throws IOException where it could not look; that becomes a finding too
     */
    void look(Host host, Patient patient, Report report) throws IOException;
}
