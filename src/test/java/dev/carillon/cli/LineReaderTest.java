package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void onlyTheLineFeedIsRemoved() throws IOException {
        assertThat(lines("a\r\n b \n\n\u00ff\u0000\nlast")).containsExactly("a\r", " b ", "", "\u00ff\u0000", "last");
    }

    @Test
    void aLineFeedAtTheEndDoesNotBeginALine() throws IOException {
        assertThat(lines("a\n")).containsExactly("a");
        assertThat(lines("\n")).containsExactly("");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void aLineMayBeLongerThanTheBuffer() throws IOException {
        String longLine = "x".repeat(200_000);
        assertThat(lines(longLine + "\n" + longLine)).containsExactly(longLine, longLine);
    }

    @Test
    void aLineAboveTheBoundIsRefused() {
        LineReader reader = new LineReader(new ByteArrayInputStream(new byte[1000]), 999);
        assertThatThrownBy(reader::read).hasMessage("expected a line of at most 999 bytes, but was longer");
    }

    @Test
    void aLineIsReadBeforeTheNextOneComes() throws IOException {
        try (PipedOutputStream pipe = new PipedOutputStream();
                InputStream in = new PipedInputStream(pipe)) {
            LineReader reader = new LineReader(in, 100);
            pipe.write("first\nsec".getBytes(ISO_8859_1));
            assertThat(reader.read().orElseThrow()).asString(ISO_8859_1).isEqualTo("first");
            pipe.write("ond\n".getBytes(ISO_8859_1));
            assertThat(reader.read().orElseThrow()).asString(ISO_8859_1).isEqualTo("second");
        }
    }

    private static List<String> lines(String input) throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream(input.getBytes(ISO_8859_1)), 1 << 20);
        List<String> lines = new ArrayList<>();
        for (Optional<byte[]> line = reader.read(); line.isPresent(); line = reader.read()) {
            lines.add(new String(line.get(), ISO_8859_1));
        }
        return lines;
    }
}
