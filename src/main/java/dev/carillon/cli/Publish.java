package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.client.ServiceFailure;
import dev.carillon.client.ServiceUrl;
import dev.carillon.client.TopicPublisher;
import dev.carillon.topic.TopicName;
import java.io.IOException;
import java.io.InputStream;
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
                    + " A message that begins with - stands behind --."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:published",
            "1:not published, or it is not known whether it was",
            "2:the command line is wrong"
        },
        footer = {
            "",
            "Examples:",
            "  ${COMMAND-FULL-NAME} news.today hello",
            "  ${COMMAND-FULL-NAME} news.today -- -1",
            "  tail -f log | ${COMMAND-FULL-NAME} --lines logs.web"
        })
public final class Publish implements Callable<Integer> {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    /** Before a service is asked, which says what it accepts: against input that does not end. */
    private static final int MESSAGE_MAX = 128 << 20;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            converter = ServiceUrls.class,
            description = "The service, with the path before its own where it has one (${DEFAULT-VALUE}).")
    private ServiceUrl url;

    @Mixin
    private Trust trust;

    @Option(
            names = "--content-type",
            paramLabel = "TYPE",
            description =
                    "What the message is: text/… is text, application/json is JSON, others are binary (" + TEXT + ").")
    private @Nullable String contentType;

    @Option(names = "--json", description = "The message is JSON: as --content-type " + JSON + ".")
    private boolean json;

    @Option(
            names = "--lines",
            description =
                    "Publish each line of standard input as one message, without its line feed, when the one before it"
                            + " was accepted. End with the line that is refused.")
    private boolean lines;

    @Parameters(index = "0", paramLabel = "TOPIC", converter = TopicNames.class, description = "The topic.")
    private TopicName topic;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "MESSAGE",
            description = "The message; left out: standard input.")
    private @Nullable String message;

    private final InputStream in;

    public Publish() {
        this(System.in);
    }

    /** @param in standard input */
    Publish(InputStream in) {
        this.in = in;
    }

    @Override
    public Integer call() {
        try (TopicPublisher publisher = new TopicPublisher(url, trust.tls(), topic, type())) {
            return lines ? publishLines(publisher) : publish(publisher);
        }
    }

    private String type() {
        if (lines && message != null) {
            throw mistake("--lines publishes standard input: MESSAGE must be left out, was '" + message + "'");
        }
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
            return fail("not published to " + url + ": " + failure.message());
        } catch (IOException unreadable) {
            return fail(unreadable(unreadable));
        }
    }

    private byte[] standardInput() throws IOException {
        if (Terminal.INPUT.isThere()) {
            tell("reads the message from standard input: end it with Ctrl-D");
        }
        byte[] body = in.readNBytes(MESSAGE_MAX);
        if (body.length == MESSAGE_MAX) {
            throw new IOException("expected less than " + MESSAGE_MAX + " bytes, but was more");
        }
        return body;
    }

    private int publishLines(TopicPublisher publisher) {
        LineReader reader = new LineReader(in, MESSAGE_MAX);
        int number = 0;
        try {
            for (Optional<byte[]> next = reader.read(); next.isPresent(); next = reader.read()) {
                number++;
                publisher.publish(next.get());
            }
            tell(published(number));
            return 0;
        } catch (ServiceFailure failure) {
            return fail("line " + number + " not published to " + url + ": " + failure.message() + before(number));
        } catch (IOException unreadable) {
            return fail(unreadable(unreadable) + "; " + published(number));
        }
    }

    private String published(int number) {
        return "published " + number + (number == 1 ? " line" : " lines") + " to " + topic;
    }

    private static String before(int number) {
        return number == 1
                ? "; no line was published"
                : "; the lines before it were published, those after it were not";
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
