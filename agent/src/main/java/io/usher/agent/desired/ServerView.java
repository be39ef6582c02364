package io.usher.agent.desired;

/**
 * One server as the active generation shows it now.
 *
 * @param backend     its backend
 * @param name        its name
 * @param address     where requests go: an IP address, {@code -} for a unix socket
 * @param port        its port; 0 = none
 * @param status      HAProxy's word, e.g. {@code UP}, {@code DOWN 1/2}, {@code MAINT}, {@code no check}
 * @param state       administrative state
 * @param weight      user weight, 0 to 256
 * @param maxconn     seats; 0 = no limit
 * @param inWork      requests in work (scur)
 * @param queued      requests waiting for this very server (qcur)
 * @param total       requests so far (stot)
 * @param lastCheck   HAProxy's check_status column; empty where not checked
 */
public record ServerView(String backend, String name, FieldView<String> address, FieldView<Integer> port, String status,
                         FieldView<ServerState> state, FieldView<Integer> weight, FieldView<Integer> maxconn, long inWork,
                         long queued, long total, String lastCheck) {

    /** Address and port in one text. */
    public String endpoint() {
        return new Endpoint(address.value(), port.value()).toString();
    }
}
