package io.usher.agent.doctor;

import java.util.Optional;

/** Settings of the kernel that limit connections or hide their end (ip-sysctl.rst and vm.rst of its documentation). */
final class KernelCheck implements Check {

    private static final long LEAST_BACKLOG = 1024;
    private static final long LEAST_PORTS = 10_000;
    private static final long LONGEST_KEEPALIVE_SECONDS = 600;
    private static final int NO_OVERCOMMIT = 2;

    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public void look(final Host host, final Patient patient, final Report report) {
        host.setting("net/core/somaxconn").filter(most -> most < LEAST_BACKLOG).ifPresent(most ->
                report.warning("net.core.somaxconn",
                        "only " + most + " connections may wait to be accepted; more are dropped under load",
                        "sysctl -w net.core.somaxconn=4096"));
        ports(host, report);
        host.setting("net/ipv4/tcp_keepalive_time").filter(seconds -> seconds > LONGEST_KEEPALIVE_SECONDS).ifPresent(seconds ->
                report.note("net.ipv4.tcp_keepalive_time",
                        "a server that vanishes without a word is noticed by keep-alive after " + seconds
                        + " s at the earliest; its seats stay taken until then, or until 'timeout hold'",
                        "with 'option srvtcpka': sysctl -w net.ipv4.tcp_keepalive_time=60"));
        host.setting("vm/overcommit_memory").filter(mode -> mode == NO_OVERCOMMIT).ifPresent(mode ->
                report.warning("vm.overcommit_memory",
                        "2: memory that a new generation only reserves counts as used, so that its start can fail while there is"
                        + " enough", "sysctl -w vm.overcommit_memory=0, or leave room for a second generation's heap"));
        tracked(host, report);
    }

    private static void ports(final Host host, final Report report) {
        final Optional<String> range = host.text("sys/net/ipv4/ip_local_port_range").map(String::strip)
                .filter(text -> text.matches("\\d{1,5}\\s+\\d{1,5}"));
        if (range.isPresent()) {
            final String[] ends = range.get().split("\\s+");
            final int ports = Integer.parseInt(ends[1]) - Integer.parseInt(ends[0]) + 1;
            if (ports < LEAST_PORTS) {
                report.warning("net.ipv4.ip_local_port_range", range.get() + ": only " + ports + " connections to one server's"
                        + " address, those closed in the last minute included",
                        "sysctl -w net.ipv4.ip_local_port_range='10240 60999'");
            }
        }
    }

    private static void tracked(final Host host, final Report report) {
        final Optional<Long> now = host.setting("net/netfilter/nf_conntrack_count");
        final Optional<Long> most = host.setting("net/netfilter/nf_conntrack_max");
        if (now.isPresent() && most.isPresent() && now.get() * 10 > most.get() * 9) {
            report.error("net.netfilter.nf_conntrack_max", now.get() + " of " + most.get() + " connections are tracked; beyond,"
                    + " the kernel drops packets", "sysctl -w net.netfilter.nf_conntrack_max=" + most.get() * 2);
        }
    }
}
