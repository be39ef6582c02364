package io.usher.proxy.live;

/** Hears of servers that come, go and move at runtime. Called with the instance lock held; must not block. */
public interface ServerSetListener {

    /** It has been added, and takes part as its state says. */
    void added(Server server);

    /** It is about to go: in maintenance, without requests. */
    void removed(Server server);

    /** It has another address, and maybe other seats. */
    void relocated(Server server);
}
