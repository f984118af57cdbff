package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code carillon publish} and {@code carillon subscribe} send credentials, and their messages without them. */
@Timeout(30)
class CredentialsTest {
    private static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.e30.c2VjcmV0";
    private static final String SUBSCRIBED = "{\"type\":\"subscribed\",\"topic\":\"t\"}";
    private static final String MESSAGE = "{\"type\":\"message\",\"topic\":\"t\",\"data\":\"x\"}";
    private static final String REFUSED = "HTTP/1.1 %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s\r\n%s";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {TOKEN, TOKEN + "\n", "  " + TOKEN + "\r\n"})
    void theLineInTheFileIsSentByEachCommand(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), content);
        try (Answering server = new Answering("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}")) {
            for (Supplier<CommandRun> command : each(server.url(), "--token-file", file.toString())) {
                CommandRun run = command.get();
                run.exitCode();
                assertThat(server.asked()).containsOnlyOnce("\r\nAuthorization: Bearer " + TOKEN + "\r\n");
            }
        }
    }

    @Test
    void withoutAFileNoCredentialsAreSent() throws IOException {
        try (Answering server = new Answering("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}")) {
            for (Supplier<CommandRun> command : each(server.url())) {
                CommandRun run = command.get();
                run.exitCode();
                assertThat(server.asked()).contains("\r\nHost: ").doesNotContain("Authorization");
            }
        }
    }

    @Test
    void aFileThatIsReplacedIsReadAgainWhenTheConnectionIsLost() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "old");
        try (ScriptedService service =
                new ScriptedService(List.of(List.of(SUBSCRIBED), List.of(SUBSCRIBED, MESSAGE)))) {
            service.onceAdmitted(() -> Files.writeString(file, "new"));
            CommandRun run = subscribeOnce(service, file);
            assertThat(service.head()).contains("\r\nAuthorization: Bearer old\r\n");
            assertThat(service.head()).contains("\r\nAuthorization: Bearer new\r\n");
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void aSubscriptionRetriesWhileTheTokenFileIsEmpty() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "old");
        try (ScriptedService service =
                new ScriptedService(List.of(List.of(SUBSCRIBED), List.of(SUBSCRIBED, MESSAGE)))) {
            service.onceAdmitted(() -> Files.writeString(file, ""));
            CommandRun run = subscribeOnce(service, file);
            service.head();
            run.awaitErr(said -> said.contains("it is empty; connecting again"));
            Files.writeString(file, "new");
            assertThat(service.head()).contains("\r\nAuthorization: Bearer new\r\n");
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void theContentsOfTheFileAreNeverPrinted() throws IOException {
        String echoed = "cannot read Authorization: Bearer " + TOKEN;
        String answer = REFUSED.formatted("400 Bad Request", echoed.length(), "", echoed);
        Path file = Files.writeString(folder.resolve("token"), TOKEN);
        try (Answering server = new Answering(answer)) {
            for (Supplier<CommandRun> command : each(server.url(), "--token-file", file.toString())) {
                CommandRun run = command.get();
                assertThat(run.exitCode()).isEqualTo(1);
                assertThat(run.err())
                        .contains("400 Bad Request: cannot read Authorization: Bearer …")
                        .doesNotContain(TOKEN);
                assertThat(run.out()).doesNotContain(TOKEN);
            }
        }
    }

    @Test
    void anInvalidFileIsNamedWithoutItsContents() throws IOException {
        Path missing = folder.resolve("missing");
        assertUnusable(missing, "there is no such file");
        assertUnusable(Files.writeString(folder.resolve("empty"), " \n"), "it is empty");
        assertUnusable(Files.writeString(folder.resolve("two"), TOKEN + "\nX-Evil: 1\n"), "it has 2 lines");
        assertUnusable(
                Files.writeString(folder.resolve("words"), "Bearer " + TOKEN),
                "its line has spaces, or characters beyond ASCII");
        assertUnusable(
                Files.writeString(folder.resolve("mark"), "\ufeff" + TOKEN),
                "its line has spaces, or characters beyond ASCII");
        assertUnusable(Files.write(folder.resolve("long"), new byte[70_000]), "it has more than 65536 bytes");
    }

    private static void assertUnusable(Path file, String why) {
        for (Supplier<CommandRun> command : each("http://127.0.0.1:1", "--token-file", file.toString())) {
            CommandRun run = command.get();
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("expected one line with a token or an API key in --token-file " + file + ", but " + why)
                    .doesNotContain(TOKEN);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 Unauthorized|the token has expired; give a token or an API key with --token-file FILE"
                        + "|the token has expired; put a token or an API key that the service accepts into %s",
                "403 Forbidden|no; give a token or an API key with this permission with --token-file FILE"
                        + "|no; put a token or an API key with this permission into %s",
                "429 Too Many Requests|slowly; try again in 7 s|slowly; try again in 7 s"
            })
    void aRefusalIsPrintedWithAHint(String status, String without, String with) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), TOKEN);
        String text = without.replaceFirst(";.*", "");
        String answer = REFUSED.formatted(status, text.length(), "Retry-After: 7\r\n", text);
        try (Answering server = new Answering(answer)) {
            for (Supplier<CommandRun> command : each(server.url())) {
                CommandRun run = command.get();
                assertThat(run.exitCode()).isEqualTo(1);
                assertThat(run.err()).contains("but was " + status + ": " + without);
            }
            for (Supplier<CommandRun> command : each(server.url(), "--token-file", file.toString())) {
                CommandRun run = command.get();
                assertThat(run.exitCode()).isEqualTo(1);
                assertThat(run.err()).contains("but was " + status + ": " + with.formatted(file));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "forbidden,no; give a token or an API key with this permission with --token-file FILE",
        "unauthorized,no; give a token or an API key with --token-file FILE",
        "rate-limited,no; try again in 2 s",
        "invalid-topic,no"
    })
    void anErrorOfASessionIsPrintedWithAHint(String code, String told) throws IOException {
        String error = "{\"type\":\"error\",\"code\":\"%s\",\"message\":\"no\",\"retryAfterMs\":2000}".formatted(code);
        try (ScriptedService service = new ScriptedService(List.of(List.of(error)))) {
            CommandRun run = CommandRun.subscribe("--url", service.url(), "t");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).isEqualTo("cannot subscribe at " + service.url() + ": refused: " + told + "\n");
        }
    }

    @Test
    void aSubscriptionWhoseTokenExpiredReconnectsWithTheNextOne() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "old");
        try (ScriptedService service =
                new ScriptedService(List.of(List.of(SUBSCRIBED), List.of(SUBSCRIBED, MESSAGE)))) {
            service.thenRequireToken("new");
            CommandRun run = subscribeOnce(service, file);
            assertThat(run.awaitErr(said -> said.contains("; connecting again in") && said.contains("401")))
                    .contains(
                            "expected 101, but was 401 Unauthorized: expired; put a token or an API key that the service"
                                    + " accepts into " + file + "; connecting again in");
            Files.writeString(file, "new");
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void aReplacedTokenIsSentOnTheOpenConnectionBeforeTheOldOneExpires() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "old");
        String expiring = "{\"type\":\"expiring\",\"expiresInMs\":30000}";
        try (ScriptedService service = new ScriptedService(List.of(
                List.of(SUBSCRIBED, expiring, ScriptedService.COMMAND, expiring, MESSAGE, ScriptedService.COMMAND)))) {
            service.onceAdmitted(() -> Files.writeString(file, "new\"\\"));
            CommandRun run = subscribeOnce(service, file);
            assertThat(service.command()).contains("\"subscribe\"");
            assertThat(service.command()).isEqualTo("{\"type\":\"authenticate\",\"token\":\"new\\\"\\\\\"}");
            assertThat(run.exitCode()).isZero();
            // If the file has not changed, nothing is sent again: the close frame comes next.
            assertThat(service.command()).doesNotContain("{");
        }
    }

    @Test
    void aSubscriptionThatTheNewTokenDoesNotPermitEndsTheCommand() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "old");
        String unsubscribed = "{\"type\":\"unsubscribed\",\"topic\":\"t\"}";
        try (ScriptedService service = new ScriptedService(List.of(List.of(SUBSCRIBED, unsubscribed)))) {
            CommandRun run = subscribeOnce(service, file);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .endsWith(
                            ": the token does not permit to subscribe to t any more; put a token or an API key with this"
                                    + " permission into " + file + "\n");
        }
    }

    @Test
    void aSubscriptionWithoutAFileEndsIfCredentialsAreRequired() throws Exception {
        try (ScriptedService service = new ScriptedService(List.of(List.of(SUBSCRIBED), List.of()))) {
            service.thenRequireToken("new");
            CommandRun run = CommandRun.subscribe("--url", service.url(), "t");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .endsWith("subscription ended at " + service.url()
                            + ": expected 101, but was 401 Unauthorized: expired;"
                            + " give a token or an API key with --token-file FILE\n");
        }
    }

    private static CommandRun subscribeOnce(ScriptedService service, Path file) {
        return CommandRun.subscribe("--url", service.url(), "--token-file", file.toString(), "--count", "1", "t");
    }

    /** Each kind of request of the commands, as tasks to run one after the other. */
    private static List<Supplier<CommandRun>> each(String url, String... options) {
        return List.of(
                () -> CommandRun.publish(InputStream.nullInputStream(), all(url, options, "t", "x")),
                () -> CommandRun.publish(
                        new ByteArrayInputStream("x\n".getBytes(UTF_8)), all(url, options, "--lines", "t")),
                () -> CommandRun.subscribe(all(url, options, "t")));
    }

    private static String[] all(String url, String[] options, String... others) {
        return Stream.of(Stream.of("--url", url), Stream.of(options), Stream.of(others))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }
}
