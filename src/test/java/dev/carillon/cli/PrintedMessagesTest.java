package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** How {@code carillon subscribe} prints publications. */
@Timeout(30)
@TestInstance(Lifecycle.PER_CLASS)
class PrintedMessagesTest {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain";
    private static final String BINARY = "application/octet-stream";

    private CommandService service;

    @BeforeAll
    void start() {
        service = CommandService.start();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void aMessageIsALineOfTopicTabAndData() throws Exception {
        CommandRun run = subscribe("--count", "5", "n.*", "日本");
        service.publish("n.a", TEXT, utf8("hello"));
        service.publish("n.b", TEXT, utf8("two\nlines\r\ttab \\n \u001b[31m\u202e"));
        service.publish("n.c", BINARY, new byte[] {1, 2, -1});
        service.publish("%E6%97%A5%E6%9C%AC", TEXT, utf8("é"));
        service.publish("n.a", TEXT, utf8(""));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .isEqualTo(
                        "n.a\thello\nn.b\ttwo\\nlines\\r\\ttab \\\\n \u001b[31m\u202e\nn.c\t\\base64:AQL/\n日本\té\nn.a\t\n");
    }

    @Test
    void jsonIsPrintedAsItWasPublished() throws Exception {
        CommandRun run = subscribe("--count", "4", "t");
        service.publish("t", JSON, utf8("1.10"));
        service.publish("t", JSON, utf8("1e400"));
        service.publish("t", JSON, utf8("{\"b\":1,\"a\":\"x\\ny\\\\\",\"b\":12345678901234567890}"));
        service.publish("t", JSON, utf8("[1,\n\t2]"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .isEqualTo(
                        "t\t1.10\nt\t1e400\nt\t{\"b\":1,\"a\":\"x\\ny\\\\\",\"b\":12345678901234567890}\nt\t[1,  2]\n");
    }

    @Test
    void noMessageControlsATerminal() throws Exception {
        CommandRun run = CommandRun.subscribeOnTerminal("--url", service.url(), "--count", "2", "t")
                .awaitSubscribed("t");
        service.publish("t", TEXT, utf8("\u001b]0;title\u0007 \u202eabc é"));
        service.publish("t", JSON, utf8("\"\u009b31m\""));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("t\t\\u001b]0;title\\u0007 \\u202eabc é\nt\t\\u009b31m\n");
    }

    @Test
    void theJsonOptionPrintsTheEventsOfTheService() throws Exception {
        CommandRun run = subscribe("--json", "--count", "3", "t");
        service.publish("t", JSON, utf8("{\"b\": 1.10,\n\"a\":1e400}"));
        service.publish("t", TEXT, utf8("two\nlines"));
        service.publish("t", BINARY, new byte[] {1, 2, -1});
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo("""
                        {"type":"message","topic":"t","data":{"b": 1.10, "a":1e400}}
                        {"type":"message","topic":"t","data":"two\\nlines"}
                        {"type":"message","topic":"t","dataBase64":"AQL/"}
                        """);
    }

    @Test
    void theRawOptionPrintsTheBytesAndALineBreak() throws Exception {
        CommandRun run = subscribe("--raw", "--count", "3", "t");
        service.publish("t", JSON, utf8("[1,\n\t2]"));
        service.publish("t", TEXT, utf8("two\nlines\\ é"));
        service.publish("t", BINARY, new byte[] {0, '\n', -1});
        assertThat(run.exitCode()).as(run.err()).isZero();
        byte[] start = utf8("[1,\n\t2]\ntwo\nlines\\ é\n");
        assertThat(run.outBytes()).startsWith(start).hasSize(start.length + 4).endsWith(0, '\n', -1, '\n');
    }

    private CommandRun subscribe(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        // Put first, so that the last argument is a topic.
        System.arraycopy(all, 0, all, 2, arguments.length);
        all[0] = "--url";
        all[1] = service.url();
        return CommandRun.subscribe(all).awaitSubscribed(arguments[arguments.length - 1]);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
