package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.Npm;
import dev.carillon.config.LaneChoice;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.SocketSettings;
import dev.carillon.config.TopicSettings;
import dev.carillon.hub.SlowReaderPolicy;
import dev.carillon.log.HistoryBounds;
import dev.carillon.topic.TopicPattern;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The code in {@code docs/browser.md} for React and Vue, with these packages in Node and the real service. */
@Timeout(120)
class FrameworkSnippetsTest {
    private static final Path SCRIPTS = Path.of("src/test/js/frameworks");

    @ParameterizedTest
    @CsvSource({"react, jsx, News.jsx", "vue, vue, News.vue"})
    void aComponentShowsMessagesAndUnsubscribesWhenItIsRemoved(String framework, String kind, String component)
            throws Exception {
        Path work = Path.of("target/frameworks");
        Npm.install(SCRIPTS, work);
        Path client = work.resolve("node_modules/@carillon/client");
        Npm.copy(Path.of("js/package.json"), client);
        Npm.copy(Path.of("js/carillon.js"), client);
        Path page = work.resolve(framework);
        for (String script : List.of("page.js", "compile.js", framework + ".js")) {
            Npm.copy(SCRIPTS.resolve(script), page);
        }
        try (TestService service = new TestService(settings())) {
            String url = "http://127.0.0.1:" + service.port();
            BrowserDocument document = BrowserDocument.read(url);
            Files.writeString(page.resolve("bells.js"), document.script("// bells.js"));
            Files.writeString(page.resolve("useTopic.js"), document.script("from '" + framework + "'"));
            Files.writeString(page.resolve(component), document.only(kind));
            Npm.run(page, "node", "compile.js", component);
            assertThat(Npm.run(page, "node", "--experimental-websocket", "--no-warnings", framework + ".js", url))
                    .isEqualTo("ok\n");
        }
    }

    private static ServiceSettings settings() {
        return TestService.settings(LaneChoice.AUTO, 1, SocketSettings.defaults())
                .with(List.of(new TopicSettings(
                        new TopicPattern("**"),
                        SlowReaderPolicy.DISCONNECT,
                        Optional.of(new HistoryBounds(100, 1 << 20, Duration.ZERO)),
                        false,
                        Optional.empty())));
    }
}
