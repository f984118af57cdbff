package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image, the manifests and the examples are not open by accident. */
class DeploymentTest {
    private static final Pattern IMAGE_VARIABLE = Pattern.compile("(?m)^ENV (CARILLON_\\w+)=(\\S+)$");
    private static final Pattern POD_VARIABLE =
            Pattern.compile("(?m)^ +- name: (CARILLON_\\w+)\\n +value: \"?([^\"\\n]+)\"?$");
    private static final Pattern COMPOSE_VARIABLE = Pattern.compile("(?m)^ +(CARILLON_\\w+): \"?([^\"\\n]+)\"?$");
    private static final Pattern EXAMPLE =
            Pattern.compile("docker run (?:.*\\\\\\n)*.* carillon(?: +#.*)?$", Pattern.MULTILINE);

    @Test
    void theImageDoesNotStartWithoutSettings() throws IOException {
        assertThat(answer(variables(IMAGE_VARIABLE, "Dockerfile")))
                .startsWith("--host must be a loopback address such as 127.0.0.1, or localhost, was 0.0.0.0")
                .contains("--open lets every client do everything");
    }

    @Test
    void theManifestSetsTheAccessOfClients() throws IOException {
        Map<String, String> pod = variables(POD_VARIABLE, "k8s/base/deployment.yaml");
        assertThat(pod).containsEntry("CARILLON_OPEN", "true");
        Map<String, String> environment = variables(IMAGE_VARIABLE, "Dockerfile");
        environment.putAll(pod);
        environment.replace("CARILLON_CONFIG", "k8s/base/carillon.yaml");
        assertThat(answer(environment)).startsWith("--loops must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "compose.cluster.yaml"})
    void eachComposeFileSetsTheAccessOfClients(String file) throws IOException {
        Map<String, String> node = variables(COMPOSE_VARIABLE, file);
        assertThat(node).containsEntry("CARILLON_OPEN", "true");
        Map<String, String> environment = variables(IMAGE_VARIABLE, "Dockerfile");
        environment.putAll(node);
        assertThat(answer(environment)).startsWith("--loops must be");
    }

    @Test
    void eachExampleSetsTheAccessOfClients() throws IOException {
        int count = 0;
        for (String file : List.of("Dockerfile", "README.md", "docs/container.md")) {
            for (String example : found(EXAMPLE, file).map(MatchResult::group).toList()) {
                assertThat(example).containsAnyOf("-e CARILLON_OPEN=true", "-e CARILLON_TOKEN_KEY=");
                count++;
            }
        }
        assertThat(count).isEqualTo(4);
    }

    private static Map<String, String> variables(Pattern pattern, String file) throws IOException {
        Map<String, String> variables = new HashMap<>();
        found(pattern, file).forEach(each -> variables.put(each.group(1), each.group(2)));
        return variables;
    }

    private static Stream<MatchResult> found(Pattern pattern, String file) throws IOException {
        return pattern.matcher(Files.readString(Path.of(file))).results();
    }

    /** The answer of {@code serve}, which starts nothing, since the number of loops is invalid. */
    private static String answer(Map<String, String> environment) {
        StringWriter err = new StringWriter();
        int code = Carillon.commandLine(environment)
                .setErr(new PrintWriter(err, true))
                .execute("serve", "--loops", "0");
        assertThat(code).isEqualTo(2);
        return err.toString();
    }
}
