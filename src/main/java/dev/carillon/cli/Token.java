package dev.carillon.cli;

import dev.carillon.auth.KeyFile;
import dev.carillon.auth.Permissions;
import dev.carillon.config.Durations;
import dev.carillon.token.TokenRequest;
import dev.carillon.token.TokenRequest.Validity;
import dev.carillon.topic.TopicPattern;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carillon token}: makes one token, for development. */
@Command(
        name = "token",
        description =
                "Makes one token (JWT) and prints it, for development. In production a back end of yours makes them"
                        + " (docs/authentication.md).",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:printed", "2:the command line is wrong, or the key cannot be used"},
        footer = {
            "",
            "Example: ${COMMAND-FULL-NAME} --token-key secret.key --subscribe 'news.**' --publish 'chat.*' --expires 1h"
        })
public final class Token implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--token-key",
            required = true,
            paramLabel = "FILE",
            description = "The key that signs it: a private key in PEM, or an HMAC secret. carillon keygen makes both.")
    private Path tokenKey;

    @Option(
            names = "--subscribe",
            split = ",",
            paramLabel = "PATTERN",
            converter = TopicPatterns.class,
            description = "Topics that it may subscribe to; may be repeated (none).")
    private List<TopicPattern> subscribe = List.of();

    @Option(
            names = "--publish",
            split = ",",
            paramLabel = "PATTERN",
            converter = TopicPatterns.class,
            description = "Topics that it may publish to; may be repeated (none).")
    private List<TopicPattern> publish = List.of();

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            defaultValue = "1h",
            converter = Durations.class,
            description = "How long it is valid (${DEFAULT-VALUE}).")
    private Duration expires;

    @Option(
            names = "--not-before",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "Time until it becomes valid (at once).")
    private @Nullable Duration notBefore;

    @Option(names = "--subject", paramLabel = "NAME", description = "Its client (sub), for logs (none).")
    private @Nullable String subject;

    @Option(
            names = "--audience",
            paramLabel = "NAME",
            description = "Its audience (aud), as in carillon serve --token-audience (none).")
    private @Nullable String audience;

    @Option(
            names = "--issuer",
            paramLabel = "NAME",
            description = "Its issuer (iss), as in carillon serve --token-issuer (none).")
    private @Nullable String issuer;

    @Override
    public Integer call() {
        if (expires.toSeconds() < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--expires must be at least 1s, was " + Durations.text(expires));
        }
        TokenRequest request = new TokenRequest(
                new Permissions(subscribe, publish),
                validity(),
                Optional.ofNullable(subject),
                Optional.ofNullable(audience),
                Optional.ofNullable(issuer));
        PrintWriter out = spec.commandLine().getOut();
        try {
            out.println(request.signed(KeyFile.signing("--token-key", tokenKey)));
        } catch (IllegalArgumentException withoutKey) {
            throw new ParameterException(spec.commandLine(), withoutKey.getMessage(), withoutKey);
        }
        out.flush();
        return 0;
    }

    /** The token is valid for the whole duration, also if it starts later. */
    private Validity validity() {
        Instant now = Instant.now();
        Instant begin = notBefore == null ? now : now.plus(notBefore);
        return new Validity(now, Optional.ofNullable(notBefore).map(later -> begin), begin.plus(expires));
    }
}
