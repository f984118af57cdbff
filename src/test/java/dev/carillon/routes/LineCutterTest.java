package dev.carillon.routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.routes.LineCutter.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cutting lines from bytes in pieces. */
class LineCutterTest {
    private static final int LONGEST = 5;
    private static final String TEXT = "a\n\nbcdef\nbcdefg\n\r\nh\nijklmnopq\nend";

    @Test
    void linesAreTheSameInAnyPieces() {
        List<String> whole = lines(TEXT.length());
        assertThat(whole).containsExactly("1 a", "2 ", "3 bcdef", "4 too long", "5 \r", "6 h", "7 too long", "8 end");
        for (int piece = 1; piece < TEXT.length(); piece++) {
            assertThat(lines(piece)).isEqualTo(whole);
        }
    }

    private static List<String> lines(int piece) {
        LineCutter cutter = new LineCutter(LONGEST);
        List<String> lines = new ArrayList<>();
        byte[] bytes = TEXT.getBytes(UTF_8);
        for (int from = 0; from < bytes.length; from += piece) {
            cutter.input(bytes, from, Math.min(from + piece, bytes.length));
            for (Step step = cutter.next(); step != Step.MORE; step = cutter.next()) {
                lines.add(shown(cutter, step));
            }
            assertThat(cutter.begunBytes()).isLessThanOrEqualTo(LONGEST);
        }
        lines.add(shown(cutter, cutter.last()));
        assertThat(cutter.last()).isEqualTo(Step.MORE);
        return lines;
    }

    private static String shown(LineCutter cutter, Step step) {
        return cutter.number() + " "
                + (step == Step.TOO_LONG
                        ? "too long"
                        : new String(cutter.line(), cutter.from(), cutter.to() - cutter.from(), UTF_8));
    }
}
