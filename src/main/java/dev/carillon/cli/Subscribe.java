package dev.carillon.cli;

import dev.carillon.client.RetryPause;
import dev.carillon.client.ServiceAccess;
import dev.carillon.client.ServiceFailure;
import dev.carillon.client.SubscriptionListener;
import dev.carillon.client.TopicSubscription;
import dev.carillon.log.InvalidStart;
import dev.carillon.log.Start;
import dev.carillon.protocol.Received;
import dev.carillon.publication.MessageId;
import dev.carillon.topic.InvalidTopic;
import dev.carillon.topic.TopicSyntax;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code carillon subscribe}: prints publications, one per line, until it is stopped. */
@Command(
        name = "subscribe",
        description = {
            "Prints the publications of topics, one line for each message: the topic, a tab, the data.",
            "",
            "A text is printed with its line breaks, tabs and backslashes as \\n, \\r, \\t and \\\\. JSON is printed as it was"
                    + " published, with line breaks between its tokens as spaces; a JSON string is printed as a"
                    + " text. Binary data is printed as \\base64:AQID."
                    + " On a terminal, control characters and those that change the direction of text are printed as"
                    + " \\u001b, with four digits.",
            "",
            "Standard error has \"subscribed to TOPIC\" when the subscription is active, and changes of the connection. When"
                    + " it is lost, the command connects again after a pause, and receives the remembered messages that were"
                    + " published meanwhile; if some are missing, standard error says so. With several nodes in --url it"
                    + " connects to the next one."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:--count messages were printed",
            "1:could not subscribe; or the service refused, or with --no-reconnect ended, a subscription",
            "2:the command line is wrong",
            "141:standard output was closed, as by head"
        },
        footer = {"", "Example: ${COMMAND-FULL-NAME} 'news.*' weather"})
public final class Subscribe implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private final ServiceOptions service = new ServiceOptions();

    @Option(
            names = "--count",
            defaultValue = "0",
            paramLabel = "N",
            description = "End with exit code 0 after N messages; 0: never (${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = {"--json", "--ndjson"},
            description =
                    "Print each message as the service sends it: {\"type\":\"message\",\"topic\":…,\"data\":…}, or with"
                            + " \"dataBase64\", and with \"id\" where it is remembered.")
    private boolean json;

    @Option(
            names = "--raw",
            description =
                    "Print the data alone, as it was published and without escapes (a JSON string as its text), and a"
                            + " line break.")
    private boolean raw;

    @Option(
            names = "--since",
            paramLabel = "ID",
            description =
                    "Begin after the message with this id, such as k3x9f2ab:42, as far as the service remembers messages.")
    private @Nullable String since;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Begin with the newest N remembered messages of each TOPIC, at most 10000.")
    private @Nullable String last;

    @Option(names = "--no-reconnect", description = "End with exit code 1 when the connection is lost.")
    private boolean noReconnect;

    // No converter: with one, picocli would take the first invalid value as the end of the list.
    @Parameters(arity = "1..*", paramLabel = "TOPIC", description = "Topics or patterns.")
    private List<String> topics;

    private final OutputStream bytes;
    private final OneLine line;
    /** Starts to watch the reader of the output; the command ends with it. */
    private final Runnable watch;

    private int printed;
    /** The start of the next subscription. */
    private Start start = Start.LIVE;

    /** The start that this connection requested. */
    private Start asked = Start.LIVE;

    /** Subscriptions of this connection that the service has not confirmed yet. */
    private int unanswered;

    private boolean subscribed;

    public Subscribe() {
        this(StandardOutput.ofCommand(), StandardStream.OUTPUT.isThere(), StandardOutput::endWithReader);
    }

    /**
     * @param bytes the output for {@code --raw}
     * @param terminal whether that output is a terminal
     */
    Subscribe(OutputStream bytes, boolean terminal) {
        this(bytes, terminal, () -> {});
    }

    private Subscribe(OutputStream bytes, boolean terminal, Runnable watch) {
        this.bytes = new BufferedOutputStream(bytes);
        this.line = new OneLine(terminal);
        this.watch = watch;
    }

    @Override
    public Integer call() throws InterruptedException {
        MessagePrinter printer =
                new MessagePrinter(form(), line, spec.commandLine().getOut(), bytes);
        Set<String> patterns = patterns();
        start = start();
        List<ServiceAccess> nodes = service.accesses();
        int tried = 0;
        RetryPause pauses = new RetryPause(new Random());
        while (true) {
            ServiceAccess access = nodes.get(tried++ % nodes.size());
            long began = System.nanoTime();
            asked = start;
            unanswered = patterns.size();
            try (TopicSubscription subscription = TopicSubscription.open(access, patterns, start)) {
                subscription.read(printing(printer));
                return 0;
            } catch (ServiceFailure failure) {
                boolean another = subscribed ? !noReconnect : tried < nodes.size();
                if (!another || !failure.isTemporary()) {
                    tell((subscribed ? "subscription ended at " : "cannot subscribe at ") + access.url() + ": "
                            + failure.message());
                    return 1;
                }
                pause(failure, pauses.next(Duration.ofNanos(System.nanoTime() - began), failure.retryAfter()));
            } finally {
                printer.flush();
            }
        }
    }

    private Start start() {
        try {
            return Start.of(Optional.ofNullable(since), Optional.ofNullable(last));
        } catch (InvalidStart invalid) {
            throw new ParameterException(spec.commandLine(), "--since, --last: " + invalid.getMessage(), invalid);
        }
    }

    private Set<String> patterns() {
        try {
            Set<String> patterns = new LinkedHashSet<>();
            for (String topic : topics) {
                patterns.add(TopicSyntax.PATTERN.check(topic));
            }
            return patterns;
        } catch (InvalidTopic invalid) {
            throw new ParameterException(spec.commandLine(), invalid.getMessage(), invalid);
        }
    }

    private MessagePrinter.Form form() {
        if (count < 0) {
            throw new ParameterException(spec.commandLine(), "--count must be at least 0, was " + count);
        }
        if (json && raw) {
            throw new ParameterException(spec.commandLine(), "--json and --raw must not both be given");
        }
        return json ? MessagePrinter.Form.JSON : raw ? MessagePrinter.Form.RAW : MessagePrinter.Form.LINE;
    }

    private SubscriptionListener printing(MessagePrinter printer) {
        return new SubscriptionListener() {
            @Override
            public boolean onEvent(Received event) {
                switch (event) {
                    case Received.Subscribed answer -> onSubscribed(answer);
                    case Received.Message message -> {
                        printer.print(message);
                        printed++;
                        if (unanswered == 0) {
                            message.id().ifPresent(id -> start = new Start.Since(id));
                        }
                    }
                    case Received.Missed(OptionalLong count) ->
                        tell("missed " + (count.isPresent() ? count.getAsLong() + " messages" : "messages")
                                + ": the service sends more than this command reads");
                    case Received.Bye bye -> {}
                    case Received.Expiring expiring -> {}
                    case Received.Failed failed -> {}
                    case Received.Other other -> {}
                    case Received.Unsubscribed unsubscribed -> {}
                    case Received.Welcome welcome -> {}
                }
                return count == 0 || printed < count;
            }

            @Override
            public void onCaughtUp() {
                printer.flush();
            }
        };
    }

    private void onSubscribed(Received.Subscribed answer) {
        unanswered--;
        if (!subscribed) {
            subscribed = true;
            // Only now, since it takes up to a fifth of the time to start.
            watch.run();
        }
        boolean incomplete =
                answer.recovered().isPresent() && !answer.recovered().get();
        tell("subscribed to " + answer.topic()
                + (incomplete && asked instanceof Start.Since(MessageId id)
                        ? "; some messages that were published after " + id + " are no longer remembered"
                        : ""));
        if (answer.since().isPresent() && (incomplete || !(start instanceof Start.Since))) {
            start = new Start.Since(answer.since().get());
        }
    }

    private void pause(ServiceFailure failure, Duration pause) throws InterruptedException {
        tell(failure.message() + "; connecting again in "
                + String.format(Locale.ROOT, "%.1f s", pause.toMillis() / 1000.0));
        Thread.sleep(pause);
    }

    private void tell(String text) {
        spec.commandLine().getErr().println(OneLine.message(text));
        spec.commandLine().getErr().flush();
    }
}
