package io.usher.proxy.launch;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.usher.proxy.generation.HandoverLog;
import io.usher.proxy.live.Instance;
import io.usher.proxy.seat.Seats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Notices other Ushers on this host that know nothing of this one and name the same servers: together they sell seats twice.
 * Each process listens at an abstract unix socket {@code usher-seats/INSTANCE/PID}. Such names live in the network namespace,
 * which is that of the servers' addresses too, and vanish with their process; nothing is left to clean up or to mistake for a
 * living one. Generations of one instance have the same INSTANCE and leave each other alone. At its start a process asks all
 * others for the addresses they share; both sides warn. It can only ever warn: no failure here keeps a process from starting.
 *
 * <p>Made and told to {@link #meet()} on the main thread or the thread {@code neighbours}; the rest runs on one event loop.
 */
final class HostNeighbours {
    private static final String PREFIX = "usher-seats/";
    private static final Path SOCKETS = Path.of("/proc/net/unix");
    private static final int NAME_COLUMN = 7;
    private static final int MOST_NEIGHBOURS = 64;

    private final EventLoop loop;
    private final Instance instance;
    private final NeighbourGreeting self;
    private final long predecessor;
    private final HandoverLog log;
    private final String prefixOfOwn;
    /** Whom it has warned of, so that nobody can fill the log by asking. On the loop. */
    private final Set<Long> told = new HashSet<>();

    /**
     * One process among the others.
     *
     * @param loop        where it works
     * @param folder      what all generations of the instance have in common, and no other instance
     * @param file        its configuration, shown to others
     * @param predecessor process of the generation before; 0 = none
     */
    HostNeighbours(final EventLoop loop, final Instance instance, final Path folder, final String file,
                   final long predecessor, final HandoverLog log) {
        this.loop = loop;
        this.instance = instance;
        this.predecessor = predecessor;
        this.log = log;
        prefixOfOwn = PREFIX + identity(folder) + "/";
        self = new NeighbourGreeting(ProcessHandle.current().pid(), file);
    }

    /** The folder itself, not only its path: containers may share a network and have different folders of one name. */
    private static String identity(final Path folder) {
        String text = folder.toAbsolutePath().normalize().toString();
        try {
            text += Files.readAttributes(folder, "unix:dev,ino");
        } catch (final IOException e) {
            // It has been removed: its path must do.
        }
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** Listens, and asks all who listen. Returns at once. */
    void meet() {
        final String name = prefixOfOwn + ProcessHandle.current().pid();
        new ServerBootstrap().group(loop).channel(EpollServerDomainSocketChannel.class)
            .childHandler(initializer(() -> new NeighbourExchange(self, this::seated, this::asked)))
            .bind(abstractAddress(name)).addListener(bound -> {
                if (!bound.isSuccess()) {
                    log.notice("other Ushers on this host cannot see this one: " + bound.cause().getMessage());
                }
            });
        final List<String> others = others();
        others.stream().limit(MOST_NEIGHBOURS).forEach(this::ask);
    }

    private void ask(final String name) {
        new Bootstrap().group(loop).channel(EpollDomainSocketChannel.class)
            .handler(initializer(() -> new NeighbourExchange(self, this::seated, this::answered).asking()))
            .connect(abstractAddress(name)); // One that cannot be reached has ended, or is none.
    }

    private static ChannelInitializer<Channel> initializer(final Supplier<NeighbourExchange> handler) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(final Channel channel) {
                channel.pipeline().addLast(handler.get());
            }
        };
    }

    /** The first byte of an abstract name is 0 (unix(7)). */
    private static DomainSocketAddress abstractAddress(final String name) {
        return new DomainSocketAddress("\0" + name);
    }

    /** Names of other instances' processes; without the kernel's list none. */
    private List<String> others() {
        try {
            return Files.readAllLines(SOCKETS, StandardCharsets.ISO_8859_1).stream().map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns.length > NAME_COLUMN && columns[NAME_COLUMN].startsWith("@" + PREFIX))
                .map(columns -> columns[NAME_COLUMN].substring(1)).filter(name -> !name.startsWith(prefixOfOwn))
                .distinct().toList();
        } catch (final IOException e) {
            log.notice("other Ushers on this host cannot be seen: " + SOCKETS + ": " + e.getMessage());
            return List.of();
        }
    }

    /** Addresses whose seats are counted here now. */
    private Set<String> seated() {
        instance.lock().lock();
        try {
            return instance.ledger().allSeats().stream().filter(seats -> seats.limit() > 0).map(Seats::address)
                .map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
        } finally {
            instance.lock().unlock();
        }
    }

    private void answered(final NeighbourGreeting other, final Set<String> shared) {
        warn(other, shared, "runs on this host");
    }

    private void asked(final NeighbourGreeting other, final Set<String> shared) {
        warn(other, shared, "has started on this host");
    }

    private void warn(final NeighbourGreeting other, final Set<String> shared, final String does) {
        if (!shared.isEmpty() && predecessor != other.pid() && told.size() < MOST_NEIGHBOURS && told.add(other.pid())) {
            log.warning("another usher-proxy " + does + " that knows nothing of this one, process " + other.pid() + " ("
                + other.file() + "), and has " + some(shared) + " too: together they may ask a server for more than its maxconn");
        }
    }

    private static String some(final Set<String> addresses) {
        final String first = addresses.stream().limit(3).collect(Collectors.joining(", "));
        return addresses.size() > 3 ? first + " and " + (addresses.size() - 3) + " more servers" : first;
    }
}
