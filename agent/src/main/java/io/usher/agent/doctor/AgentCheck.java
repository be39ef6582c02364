package io.usher.agent.doctor;

/** What the agent says of itself: whether it answers, whether it is ready, what it names as a problem. */
final class AgentCheck implements Check {

    private static final String FAILED = "failed ";

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public void look(final Host host, final Patient patient, final Report report) {
        if (patient.trouble().isPresent()) {
            report.error("the agent", patient.trouble().get(), "start usher-agent, or say by --server where it is; what needs its"
                    + " answer has not been looked at");
            return;
        }
        patient.readiness().stream().filter(line -> line.startsWith(FAILED)).forEach(line -> report.error("/readyz",
                line.substring(FAILED.length()), "see 'usher status' and the agent's log"));
        patient.problems().forEach(problem -> report.warning("/v1/status", problem, "see the agent's log"));
        if (patient.agent().isEmpty()) {
            report.note("the agent",
                    "its process is not seen on this host: files and processes of the agent have not been looked at",
                    "run 'usher doctor' on the agent's host, as root or as the agent's account");
        }
    }
}
