package io.usher.proxy.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Good messages with random damage, the same ones in each run: nothing throws, how the bytes are cut changes nothing, what an
 * earlier message left behind changes nothing, a plain other parser finds the same ends, and what is forwarded reads as what was
 * received.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingFuzzTest {
    private static final int ROUNDS = 40_000;
    private static final String[] SPICE = {"\r\n", "\n", "\r", " ", "\t", ":", ",", ";", "0", "3", "\0",
        "\u0080", "\u00ff", "\u007f",
        "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "Host: b\r\n", "Connection: close, x\r\n",
        "HTTP/1.1", "#", "//", "0\r\n\r\n",
        "Content-Length: 0\r\n", "content-length", "X: y\r\n", "Upgrade: x\r\nConnection: upgrade\r\n"};

    private int accepted;

    @Test
    void readsDamagedRequestsTheSameHoweverTheyAreCut() {
        fuzz(WireCase.in("request/accepted"), 20_261_122L);
    }

    @Test
    void readsDamagedResponsesTheSameHoweverTheyAreCut() {
        fuzz(WireCase.in("response/accepted"), 11_092_026L);
    }

    private void fuzz(final List<WireCase> all, final long seed) {
        final List<WireCase> cases = all.stream().filter(wire -> wire.bytes().length < 2000).toList();
        final List<Reading.Reader> used = new ArrayList<>();
        cases.forEach(wire -> used.add(Reading.Reader.of(wire)));
        accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final Random random = new Random(seed + round);
            final int which = random.nextInt(cases.size());
            final byte[] bytes = damaged(cases.get(which).bytes(), cases.get(random.nextInt(cases.size())).bytes(), random);
            try {
                check(cases.get(which), used.get(which), bytes, random);
            } catch (final RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + (seed + round) + ", " + cases.get(which) + ": " + WireCase.escape(bytes), e);
            }
        }
        assertTrue(accepted > ROUNDS / 20 && accepted < ROUNDS * 19 / 20,
                accepted + " of " + ROUNDS + " were accepted: no good mix");
    }

    private void check(final WireCase wire, final Reading.Reader used, final byte[] bytes, final Random random) {
        final Reading whole = used.read(bytes);
        assertEquals(whole, Reading.Reader.of(wire).read(bytes), "another parser, unused so far");
        assertEquals(whole, used.read(bytes, Reading.everyByte(bytes)), "byte by byte");
        assertEquals(whole, used.read(bytes, random.ints(5, 0, bytes.length + 1).sorted().toArray()), "in random pieces");
        if (whole.fault().isEmpty()) {
            accepted++;
            final boolean request = wire.name().startsWith("request");
            final HttpMethod method = HttpMethod.valueOf(wire.fact("method", "GET"));
            if (!whole.head().contains(" TUNNEL ")) {
                assertEquals(ReferenceFraming.end(bytes, request ? null : method), whole.used(), "end of the message");
            }
            readsTheSameAfterForwarding(wire, whole);
        }
    }

    /** The next one in the chain must see the same message: same framing, same body. */
    private static void readsTheSameAfterForwarding(final WireCase wire, final Reading whole) {
        final ByteArrayOutputStream forwarded = new ByteArrayOutputStream();
        forwarded.writeBytes(WireCase.unescape(whole.forwarded()));
        forwarded.writeBytes(WireCase.unescape(whole.body()));
        final Reading again = Reading.Reader.of(wire).read(forwarded.toByteArray());
        assertEquals("", again.fault(), again::error);
        assertEquals(whole.body(), again.body(), "body behind the forwarded head");
        assertEquals(whole.content(), again.content());
        assertEquals(whole.forwarded(), again.forwarded(), "forwarded twice");
    }

    private static byte[] damaged(final byte[] good, final byte[] other, final Random random) {
        byte[] bytes = good;
        final int damages = random.nextInt(4);
        for (int i = 0; i < damages; i++) {
            final int at = random.nextInt(bytes.length + 1);
            final int end = Math.min(bytes.length, at + random.nextInt(8));
            bytes = switch (random.nextInt(6)) {
                case 0 -> joined(bytes, at, new byte[] {(byte) random.nextInt(256)}, Math.min(bytes.length, at + 1));
                case 1 -> joined(bytes, at, new byte[0], end);
                case 2 -> joined(bytes, at, Arrays.copyOfRange(bytes, at, end), at);
                case 3 -> joined(bytes, at, spice(random), at);
                case 4 -> joined(bytes, at, Arrays.copyOfRange(other, random.nextInt(other.length), other.length), bytes.length);
                default -> joined(bytes, lineStart(bytes, at), spice(random),
                        lineStart(bytes, at));
            };
        }
        return bytes;
    }

    private static byte[] spice(final Random random) {
        return SPICE[random.nextInt(SPICE.length)].getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int lineStart(final byte[] bytes, final int from) {
        int at = from;
        while (at > 0 && at < bytes.length && bytes[at - 1] != '\n') {
            at++;
        }
        return at;
    }

    private static byte[] joined(final byte[] bytes, final int keptTo, final byte[] put, final int keptFrom) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, keptTo);
        out.writeBytes(put);
        out.write(bytes, keptFrom, bytes.length - keptFrom);
        return out.toByteArray();
    }
}
