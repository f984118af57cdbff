package dev.carillon.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.auth.AuthenticationResult;
import dev.carillon.auth.AuthenticationResult.Granted;
import dev.carillon.auth.NewKey;
import dev.carillon.auth.Permissions;
import dev.carillon.config.TokenSettings;
import dev.carillon.token.TokenVerifier;
import dev.carillon.topic.TopicPattern;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs in {@code docs/authentication.md} make tokens that the service accepts. */
class AuthenticationDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/authentication.md");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "js, node, token.mjs",
        "python, python3, token_for_ann.py",
        "java, java, MakeToken.java",
        "go, go run, token.go",
    })
    void aProgramMakesATokenThatTheServiceAccepts(String kind, String command, String file)
            throws IOException, InterruptedException {
        List<String> words = List.of(command.split(" "));
        assumeTrue(isHere(words.getFirst()), words.getFirst() + " is not on this machine");
        Files.write(directory.resolve(file), example(kind).lines());
        List<Path> published = List.of(keys(), secret());

        String token = output(Stream.concat(words.stream(), Stream.of(file)).toList());

        TokenSettings settings = new TokenSettings(published, Optional.empty(), Optional.empty(), Optional.empty());
        AuthenticationResult verdict =
                TokenVerifier.of(settings, Permissions.NONE, Instant::now).verify(token);
        assertThat(verdict).isInstanceOfSatisfying(Granted.class, granted -> {
            assertThat(granted.client()).isEqualTo("ann");
            assertThat(granted.grant().permissions())
                    .isEqualTo(
                            new Permissions(List.of(new TopicPattern("news.**")), List.of(new TopicPattern("chat.*"))));
        });
    }

    @Test
    void theDocumentHasOneProgramOfEachLanguage() throws IOException {
        assertThat(DocumentExample.in(DOCUMENT).stream()
                        .map(DocumentExample::kind)
                        .filter(kind -> !kind.equals("sh")))
                .containsExactly("json", "js", "python", "java", "go");
    }

    private static DocumentExample example(String kind) throws IOException {
        return DocumentExample.in(DOCUMENT).stream()
                .filter(example -> example.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private Path keys() throws IOException {
        NewKey key = NewKey.of(NewKey.Kind.ED25519);
        Files.writeString(directory.resolve("token.key"), key.secret());
        return Files.writeString(
                directory.resolve("token.key.pub"), key.published().orElseThrow());
    }

    private Path secret() throws IOException {
        return Files.writeString(
                directory.resolve("secret.key"), NewKey.of(NewKey.Kind.HS256).secret());
    }

    private static boolean isHere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
