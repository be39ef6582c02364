package io.usher.agent.proxy;

/**
 * Whose processes the agent believes (unix(7), SO_PEERCRED).
 *
 * @param ownUid  the agent's own account
 * @param rootToo whether root is believed as well
 */
public record PeerCheck(long ownUid, boolean rootToo) {

    /** The usual: the agent's own account, and root. */
    public PeerCheck(final long ownUid) {
        this(ownUid, true);
    }

    /** Whether an answer from a process of this account counts. */
    boolean trusts(final long uid) {
        return uid == ownUid || rootToo && uid == 0;
    }
}
