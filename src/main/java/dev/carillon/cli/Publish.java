package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.client.ServiceFailure;
import dev.carillon.client.TopicPublisher;
import dev.carillon.config.Rate;
import dev.carillon.config.Rates;
import dev.carillon.publication.ContentType;
import dev.carillon.publication.UnsupportedContent;
import dev.carillon.topic.TopicName;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon publish}: sends one message to a topic, or each line of standard input. */
@Command(
        name = "publish",
        description = {
            "Publishes one message to a topic and prints the service's answer.",
            "",
            "Without MESSAGE, standard input is the message, byte for byte: a last line break is part of it."
                    + " Write -- before a message that begins with -.",
            "",
            "With --lines or --ndjson, each line of standard input is one message, sent when it is read. A line that is"
                    + " refused is printed on standard error, and the others are published. At the end standard error has how many"
                    + " lines were published; a terminal shows this continuously."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:published, with --lines or --ndjson each line",
            "1:not published, or it is not known whether it was",
            "2:the command line is wrong"
        },
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME} news.today hello",
            "  ${COMMAND-FULL-NAME} news.today -- -1",
            "  tail -f log | ${COMMAND-FULL-NAME} --lines logs.web",
            "  ${COMMAND-FULL-NAME} --ndjson --rate 1k/s <history.ndjson"
        })
public final class Publish implements Callable<Integer> {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    /** A bound against input without an end; the service itself accepts far less. */
    private static final int MESSAGE_MAX = 128 << 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final ServiceOptions service = new ServiceOptions();

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            description =
                    "Type of the message: text/… is text, application/json is JSON, others are binary (" + TEXT + ").")
    private @Nullable String contentType;

    @Option(names = "--json", description = "The message is JSON: as --content-type " + JSON + ".")
    private boolean json;

    @Option(
            names = "--lines",
            description = "Publish each line of standard input as one message, without its line feed.")
    private boolean lines;

    @Option(
            names = "--ndjson",
            description = "Publish each line of standard input, which contains its own topic, without TOPIC:"
                    + " {\"topic\":\"news.today\",\"data\":…}, or with \"dataBase64\", \"topics\", \"key\".")
    private boolean ndjson;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = Rates.class,
            description = "With --lines or --ndjson: the maximum rate, such as 100/s, 5k/s or 30/m.")
    private @Nullable Rate rate;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "TOPIC",
            converter = TopicNames.class,
            description = "The topic.")
    private @Nullable TopicName topic;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "MESSAGE",
            description = "The message. Default: standard input.")
    private @Nullable String message;

    private final InputStream in;
    private final boolean terminal;

    public Publish() {
        this(System.in, StandardStream.ERRORS.isThere());
    }

    /**
     * @param in standard input
     * @param terminal whether standard error is a terminal
     */
    Publish(InputStream in, boolean terminal) {
        this.in = in;
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        requireSense();
        if (ndjson) {
            return publishLines(new LineForm.Whole());
        }
        TopicName named = topic;
        if (named == null) {
            throw mistake("Missing required parameter: 'TOPIC'");
        }
        if (lines) {
            return publishLines(new LineForm.OfTopic(named, lineType()));
        }
        try (TopicPublisher publisher = new TopicPublisher(service.access(), named, type())) {
            return publish(publisher);
        }
    }

    private void requireSense() {
        if (lines && message != null) {
            throw mistake("--lines publishes standard input: MESSAGE must be left out, was '" + message + "'");
        }
        if (ndjson && topic != null) {
            throw mistake("--ndjson has a topic in each line: TOPIC must be left out, was '" + topic + "'");
        }
        if (ndjson && (lines || json || contentType != null)) {
            throw mistake("--ndjson must not be given with --lines, --json or --content-type");
        }
        if (rate != null && !lines && !ndjson) {
            throw mistake("--rate is for --lines or --ndjson, but was with one message");
        }
    }

    private ContentType lineType() {
        try {
            return ContentType.of(List.of(type()));
        } catch (UnsupportedContent unsupported) {
            throw mistake(String.valueOf(unsupported.getMessage()));
        }
    }

    private int publishLines(LineForm form) throws InterruptedException {
        ProgressLine screen = new ProgressLine(spec.commandLine().getErr(), terminal);
        try (LinePublication publication =
                new LinePublication(service.access(), form, Optional.ofNullable(rate), screen)) {
            return publication.publish(new LineReader(in, MESSAGE_MAX));
        }
    }

    private String type() {
        if (json && contentType != null) {
            throw mistake("--json and --content-type must not both be given");
        }
        String type = json ? JSON : contentType == null ? TEXT : contentType;
        if (!type.matches("[\\x21-\\x7e][\\x20-\\x7e]*")) {
            throw mistake("--content-type must be a type such as " + JSON + ", was '" + OneLine.message(type) + "'");
        }
        return type;
    }

    private ParameterException mistake(String text) {
        return new ParameterException(spec.commandLine(), text);
    }

    private int publish(TopicPublisher publisher) {
        try {
            byte[] body = message == null ? standardInput() : message.getBytes(UTF_8);
            String answer = publisher.publish(body);
            spec.commandLine().getOut().println(OneLine.message(answer));
            spec.commandLine().getOut().flush();
            return 0;
        } catch (ServiceFailure failure) {
            return fail("not published to " + service.access().url() + ": " + failure.message());
        } catch (IOException unreadable) {
            return fail(unreadable(unreadable));
        }
    }

    private byte[] standardInput() throws IOException {
        if (StandardStream.INPUT.isThere()) {
            tell("reads the message from standard input: end it with Ctrl-D");
        }
        byte[] body = in.readNBytes(MESSAGE_MAX);
        if (body.length == MESSAGE_MAX) {
            throw new IOException("expected less than " + MESSAGE_MAX + " bytes, but was more");
        }
        return body;
    }

    private static String unreadable(IOException failure) {
        return "standard input cannot be read: " + failure.getMessage();
    }

    private int fail(String text) {
        tell(text);
        return 1;
    }

    private void tell(String text) {
        spec.commandLine().getErr().println(OneLine.message(text));
        spec.commandLine().getErr().flush();
    }
}
