package io.usher.agent.generation;

import io.usher.agent.proxy.PeerCheck;
import io.usher.agent.proxy.ProxyClient;

import java.util.List;

/** usher-proxy: generations hand their seats over, and nothing is inexact. */
public final class UsherKind implements ProxyKind {
    private final String name;
    private final RunFolder folder;
    private final PeerCheck peers;

    /**
     * @param name with the version, if known
     */
    public UsherKind(final String name, final RunFolder folder, final PeerCheck peers) {
        this.name = name;
        this.folder = folder;
        this.peers = peers;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> limits() {
        return List.of();
    }

    @Override
    public boolean handsOver() {
        return true;
    }

    @Override
    public ProxyClient client(final int fileName) {
        return new ProxyClient(folder.socket(fileName), peers);
    }

    /** The agent's own socket, and the place of the journal. */
    @Override
    public String ownConfiguration(final int fileName) {
        return "global\n"
                + "    stats socket " + RunFolder.word(folder.socket(fileName)) + " mode 600 level admin expose-fd listeners\n"
                + "    seat-journal " + RunFolder.word(folder.seats()) + "\n";
    }

    @Override
    public List<String> options(final int fileName) {
        return List.of();
    }

    @Override
    public List<String> checkOptions() {
        return List.of("--json");
    }

    @Override
    public List<String> takeOver(final Generation predecessor) {
        return List.of("-x", predecessor.client().path().toString(), "-sf", Long.toString(predecessor.process().pid()));
    }

    @Override
    public void finish(final Generation generation) {
        generation.client().finish();
    }
}
