package dev.carillon.loadtest;

import dev.carillon.loadtest.plan.Dialect;
import dev.carillon.loadtest.plan.Resumption;
import dev.carillon.loadtest.plan.Resumption.Remembered;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how a subscriber resumes on a server that is not Carillon. */
final class ResumeTemplates {
    /** The header with which every event stream resumes (WHATWG HTML, 9.2.4). */
    private static final Map.Entry<String, String> LAST_EVENT_ID = Map.entry("Last-Event-ID", "{id}");

    @Option(
            names = "--remember",
            paramLabel = "TEXT",
            description =
                    "What a subscriber remembers of the messages that it receives: text, a name in braces in place of the"
                            + " value, and the character after it, such as '\"id\":\"{id}\"'; may be given"
                            + " several times. The id of an event stream is always {id}.")
    private List<String> remembered = List.of();

    @Option(
            names = "--resume-message",
            paramLabel = "TEXT",
            description =
                    "The message that a subscriber sends when it reconnects, instead of --first-message, with {topic} and the names of"
                            + " what it remembers; may be given several times.")
    private List<String> messages = List.of();

    @Option(
            names = "--resume-path",
            paramLabel = "PATH",
            description = "Path that it requests instead of the URL's, with the same names.")
    private @Nullable String path;

    @Option(
            names = "--resume-header",
            paramLabel = "NAME:VALUE",
            description =
                    "A header of its request, with the same names; may be given several times. With --sse and without"
                            + " --resume-path the default is 'Last-Event-ID: {id}'.")
    private List<String> headers = List.of();

    boolean areGiven() {
        return !remembered.isEmpty() || !messages.isEmpty() || path != null || !headers.isEmpty();
    }

    /** The resumption of the flags. Throws IllegalArgumentException if the flags contradict each other. */
    Resumption resumption(Dialect dialect) {
        boolean byId = dialect.eventStreams() && path == null && headers.isEmpty();
        return new Resumption(
                remembered.stream().map(Remembered::of).toList(),
                messages,
                Optional.ofNullable(path),
                byId
                        ? List.of(LAST_EVENT_ID)
                        : headers.stream().map(Dialect::header).toList());
    }
}
