package io.usher.agent.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the kinds of proxies put in words of their own; what all say alike is {@link ProxyClient}'s. Any thread. */
interface Dialect {

    /** The command that {@link #generation} rests on, for messages. */
    String reportCommand();

    GenerationReport generation(Console console, Duration limit) throws MalformedAnswerException;

    ServerTable servers(Console console, Duration limit) throws MalformedAnswerException;

    /** See {@link ProxyClient#waitDrained}. */
    boolean waitDrained(Console console, Duration atMost) throws MalformedAnswerException;

    /** See {@link ProxyClient#finish}. */
    void finish(Console console, Duration limit);

    /**
     * The seats at a server's address.
     *
     * @param server {@code BACKEND/SERVER}
     * @return empty where the proxy knows no such server any more
     */
    Optional<AddressSeats> seats(Console console, String server, Duration limit) throws MalformedAnswerException;

    /** Ends all holds there, and tells the ids of the seats. */
    List<String> releaseSeats(Console console, String server, Duration limit) throws MalformedAnswerException;
}
