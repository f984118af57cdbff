package dev.carillon.loadtest.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text that a terminal or a file receives during a run. */
class ScreenTest {
    private final StringWriter out = new StringWriter();
    private final Screen screen = Screen.terminal(new PrintWriter(out), 80);

    @Test
    void newLinesReplaceThePreviousLines() {
        screen.draw(List.of("one", "two", "three"));
        assertThat(out.toString()).isEqualTo("\u001b[?7lone\ntwo\nthree\n\u001b[?7h");

        out.getBuffer().setLength(0);
        screen.draw(List.of("four"));
        assertThat(out.toString()).isEqualTo("\u001b[3F\u001b[0J\u001b[?7lfour\n\u001b[?7h");

        out.getBuffer().setLength(0);
        screen.clear();
        screen.clear();
        assertThat(out.toString()).isEqualTo("\u001b[1F\u001b[0J");
    }

    @Test
    void messagesStayAboveTheDrawnLines() {
        screen.draw(List.of("drawn"));
        out.getBuffer().setLength(0);
        screen.say("said");

        assertThat(out.toString().lines()).containsExactly("\u001b[1F\u001b[0Jsaid");
    }

    @Test
    void aQuietScreenShowsNothing() {
        Screen quiet = Screen.file(new PrintWriter(out), true);
        quiet.say("said");
        quiet.clear();

        assertThat(out.toString()).isEmpty();
    }
}
