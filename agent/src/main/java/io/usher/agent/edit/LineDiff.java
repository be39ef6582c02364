package io.usher.agent.edit;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Unified diffs of contents. */
final class LineDiff {
    private static final int CONTEXT = 3;

    private LineDiff() {
    }

    /** The difference, with line ends; empty where there is none. */
    static String of(final String fromName, final byte[] from, final String toName, final byte[] to) {
        final List<String> before = lines(text(from));
        final List<String> after = lines(text(to));
        final List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(fromName, toName, before, DiffUtils.diff(before, after),
                CONTEXT);
        return diff.isEmpty() ? "" : String.join("\n", diff) + "\n";
    }

    private static List<String> lines(final String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("\n"));
    }

    /** UTF-8, or Latin-1 where that does not fit, as the proxy reads them. */
    static String text(final byte[] content) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (final CharacterCodingException e) {
            return new String(content, StandardCharsets.ISO_8859_1);
        }
    }
}
