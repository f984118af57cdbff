package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/** The code of {@code docs/browser.md}, with the address of a running service. */
record BrowserDocument(List<DocumentExample> examples, String url) {
    private static final Path DOCUMENT = Path.of("docs/browser.md");
    private static final String SERVICE = "://bells.example.com";

    /**
     * @param url of the service, with {@code http}
     */
    static BrowserDocument read(String url) throws IOException {
        return new BrowserDocument(DocumentExample.in(DOCUMENT), url);
    }

    /** The only block of this kind. */
    String only(String kind) {
        return one(kind, example -> example.kind().equals(kind));
    }

    /** The only block of JavaScript that contains {@code part}. */
    String script(String part) {
        return one(part, example -> example.kind().equals("js") && text(example).contains(part));
    }

    private String one(String what, Predicate<DocumentExample> which) {
        List<DocumentExample> found = examples.stream().filter(which).toList();
        assertThat(found).as(what).hasSize(1);
        return text(found.getFirst())
                .replace("https" + SERVICE, url)
                .replace("wss" + SERVICE, url.replace("http", "ws"));
    }

    private static String text(DocumentExample example) {
        return String.join("\n", example.lines()) + "\n";
    }
}
