package dev.carillon.loadtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.carillon.loadtest.plan.Plan;
import dev.carillon.loadtest.plan.Target;
import dev.carillon.loadtest.plan.Workload;
import dev.carillon.loadtest.report.Outcome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A mistake in a command line is reported in one sentence with exit code 2, and nothing is started. */
class LoadTestCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "idle -c 0 | -c must be at least 1, was 0",
                "idle -c many | Invalid value for option '--connections': expected a whole number such as 250, 19k or"
                        + " 1m, was 'many'",
                "idle -c 3 --local 127.0.0.2 --per-address 2 | -c and --publishers must be at most 2 together,"
                        + " --per-address 2 times 1 of --local, were 3",
                "idle --local 127.0.0.9-2 | --local must be addresses such as 127.0.0.2, 127.0.0.2-51,"
                        + " 127.0.0.2-127.0.0.5 or 127.0.0.0/24 (from /16 to /30), was '127.0.0.9-2'",
                "idle --per-address 0 | --per-address must be 1 to 55536, the number of --ports 10000-65535, was 0",
                "idle --ports 1-2 | --ports must be a range within 1024-65535, was 1-2",
                "idle --rate fast | Invalid value for option '--rate': expected a rate above 0 such as 10/s, 5k/s"
                        + " or 300/m, was 'fast'",
                "idle --handshakes 0 | --handshakes must be at least 1, was 0",
                "idle --handshake-timeout 1ms | --handshake-timeout must be at least 100ms, was 1ms",
                "idle --patience 0 | --patience must be at least 1s, was 0ms",
                "idle --keep-alive 100ms | --keep-alive must be 500ms to 1h, was 100ms",
                "idle --duration 25h | --duration must be 100ms to 24h, was 25h",
                "idle --loops 0 | --loops must be 1 to 256, was 0",
                "idle --workers 0 | --workers must be 1 to 1000, was 0",
                "idle -c 2 --workers 3 | --workers must be at most the 2 connections of -c, was 3",
                "idle --agents a:b | --agents must be HOST:PORT such as 10.0.0.11:8082, was 'a:b'",
                "idle --agents a:1,a:1 | --agents must not name an agent twice",
                "idle --agents a:1 --local 127.0.0.2 | --local must not be given with --agents: each agent has its"
                        + " own",
                "idle -c 2 --agents a:1,a:2 --workers 2 | --workers of all --agents must be at most the 2 connections of"
                        + " -c, was 4",
                "idle --agents a --secret-file none | --secret-file must be a file that can be read, was none",
                "agent --listen 0.0.0.0 | expected --listen to be a loopback address, or a secret by"
                        + " --secret-file, since every program that reaches the port can make this machine open"
                        + " connections, but was 0.0.0.0:8082",
                "agent --listen a:b | --listen must be HOST:PORT such as 10.0.0.11:8082, was 'a:b'",
                "agent --local 7 | --local must be addresses such as 127.0.0.2, 127.0.0.2-51, 127.0.0.2-127.0.0.5 or"
                        + " 127.0.0.0/24 (from /16 to /30), was '7'",
                "idle ws://127.0.0.1:1,2/ | --topics must be at least one for each of the 2 ports of the URL, was 1",
                "scale --agents a:1 | --agents must not be given: the services accept connections from this machine only",
                "scale --processes 0 | --processes must be 1 to the 1000000 connections of -c, was 0",
                "idle http://127.0.0.1/ | URL must be ws://host[:port][/path] or wss://, was http://127.0.0.1/",
                "idle --insecure --ca pom.xml | --insecure and --ca must not both be given",
                "idle --ca none.pem | --ca must be a file that can be read, was none.pem",
                "idle --ca pom.xml | --ca must be a file of certificates in PEM, was pom.xml",
                "idle wss://127.0.0.1/ --lane fast | --lane must be auto or channel for wss://, was fast",
                "idle --header X | --header must be NAME:VALUE on one line, was 'X'",
                "fanout --publish-template x | --publish-template must contain {payload}, was 'x'",
                "fanout --publish-http x | --publish-http must be a path on the same server such as /publish, was 'x'",
                "fanout --sse --first-message x | --subprotocol, --first-message and --resume-message must not be given with"
                        + " --sse: a subscriber of an event stream sends its request only",
                "fanout --sse ftp://x/ | URL must be http://host[:port][/path] or https://, was ftp://x/",
                "fanout --sse http://127.0.0.1/#a | URL must have no fragment, since a WebSocket has none (RFC 6455, 3); a"
                        + " # in a path is %23; was http://127.0.0.1/#a",
                "resume --stay 0 | --stay must be at least 1, was 0",
                "resume -c 5 --stay 5 | --stay must be less than the 5 connections of -c, was 5",
                "resume --breaks 0% | --breaks must be more than 0%, was 0.0%",
                "resume --breaks 1% --together | --breaks and --together must not both be given",
                "resume --away 5 | --away must be a time such as 5s or 1s..10s, was '5'",
                "resume --away 2s..1s | --away must be at most 1h, the shorter time first, such as 1s..10s; was 2s..1s",
                "resume ws://127.0.0.1/x | URL must be ws://host[:port]/topics/NAME, or --first-message, --ready-match,"
                        + " --remember and --resume-message say how to subscribe; was ws://127.0.0.1/x",
                "resume --remember x{y}z{ | --remember must be text, a name in braces and at most one character, such as"
                        + " '\"offset\":{offset}', was 'x{y}z{'",
                "resume --resume-message {x} | --remember must say where a subscriber finds {x}",
                "resume --sse --resume-message {id} | --subprotocol, --first-message and --resume-message must not be given"
                        + " with --sse: a subscriber of an event stream sends its request only",
                "resume --sse --resume-path /x | --resume-message, --resume-path or --resume-header must name in braces what"
                        + " a subscriber remembers, such as {id}",
                "resume --first-message x | --resume-message, --resume-path or --resume-header must say how a subscriber"
                        + " that reconnects requests what it missed",
                "resume --remember x{y} | --resume-message, --resume-path or --resume-header must say how a subscriber that"
                        + " reconnects requests what it missed",
                "echo --sse | --sse must not be given with echo, since a subscriber of an event stream sends nothing",
                "fanout --window 0 | --window must be 1 to 1000, was 0",
                "fanout --window 1 --publish-rate 1/s | --publish-rate and --window must not both be given",
                "fanout --window 1 --loops 2 | --window needs one loop that sees every delivery: --loops must be 1, was 2",
                "fanout --window 1 --workers 2 | --window needs one loop that sees every delivery: --workers must be 1,"
                        + " was 2",
                "compare --idle 9 --peers-in loadtest/peers | --idle must be at least 10, was 9",
                "compare --windows 1,0 --peers-in loadtest/peers | --windows must be numbers from 1 on, were [1, 0]",
                "compare --rounds 0 | --rounds must be 1 to 1000, was 0",
                "compare --cores 1 | --cores must be SERVER,TESTER such as 0,1, was '1'",
                "idle --server-pid 0 | --server-pid must be a process of this machine that runs, was 0",
                "fanout --canaries 101 | --canaries must be 0 to 100, was 101",
                "fanout --agents 127.0.0.1 --canaries 1 | --canaries must be 0 with --agents, because the leader opens no"
                        + " connections, was 1",
                "echo --window 0 | --window must be 1 to 1000, was 0",
                "echo --size 55 | --size must be 56 to 61440 bytes, was 55",
                "storm --drop 0% | --drop must be more than 0% and at most 100%, was 0.0%",
                "storm --drop half | Invalid value for option '--drop': expected a share such as 10% or 0.5%, was 'half'",
                "storm --storms 0 | --storms must be 1 to 1000, was 0",
                "storm --jitter 2h | --jitter must be 0s to 1h, was 2h",
                "search --factor 1 | --factor must be 1.05 to 100, was 1.0",
                "search --p99 0 | --p99 must be at least 1ms, was 0ms",
                "slow --slow 100% | --slow must be more than 0% and less than 100%, was 100.0%",
                "idle ws://192.0.2.1/ | URL must be on this machine, unless --allow-remote says that you may load"
                        + " another, was ws://192.0.2.1/",
                "fanout --topics 0 | --topics must be at least 1, was 0",
                "fanout --topics 5 --publishers 3 | --publishers must be at least one a topic (5) and at most 65535, was 3",
                "fanout --topics 5 -c 3 | --topics must be at most the 3 connections of -c, was 5",
                "fanout --size 55 | --size must be 56 to 61440 bytes, was 55",
                "idle --expect fast | --expect must be a name, one of < <= == != >= > and a value, such as"
                        + " 'delivery.p99<50ms', was 'fast'",
                "idle --expect keepalive.p99<50 | --expect keepalive.p99 must be compared with a duration such as 800us,"
                        + " 50ms or 2s, was '50'",
                "idle --compare /nowhere.json | --compare must name a report.json that can be read, was /nowhere.json:"
                        + " java.nio.file.NoSuchFileException: /nowhere.json",
                "idle --out /proc/nowhere | --out must be a place that can be written to, was /proc/nowhere:"
                        + " java.nio.file.NoSuchFileException: /proc/nowhere",
                "'' | Missing verb; expected one of: idle, fanout, echo, churn, storm, slow, resume, search, scale, soak, compare, run, agent",
                "soak --churn 60% | --churn, --vanish and --slow must leave more than half of the 1000 connections of -c to"
                        + " be held, left 345",
                "soak ws://127.0.0.1:1/ | --pid must name the process to watch at the URL",
                "soak --pid 1 --service-flag loops=2 ws://127.0.0.1:1/ | --service-flag must come without a URL, was"
                        + " loops=2",
                "soak --publish-http /x | --publish-http must not be given: the parts of a soak publish to topics of their own",
                "soak --workers 2 | --workers must be 1: a soak runs its tests in one process, was 2",
                "soak --pid 0 ws://127.0.0.1:1/ | --pid must be a process of this user, was 0"
            })
    void aMistakeNamesTheOptionTheRuleAndTheValue(String arguments, String answer) {
        StringWriter err = new StringWriter();
        int code = commandLine(err).execute(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(err.toString().lines().findFirst()).hasValue(answer);
        assertThat(code).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void aPlanThatDoesNotFitIntoTheHeapIsNotStarted() {
        // A thousand million connections need 200 GB of heap. There are enough local addresses for them.
        StringWriter err = new StringWriter();
        int code = commandLine(err)
                .execute("idle", "-c", "1000m", "--per-address", "50k", "--local", "127.0.0.2-127.0.90.0", "--quiet");

        assertThat(code).isEqualTo(ExitCode.NOT_POSSIBLE_HERE.code());
        assertThat(err.toString()).contains("OBSTACLE heap").contains("export CARILLON_JAVA_OPTS=-Xmx190767m");
    }

    @Test
    void everyExitCodeHasOneMeaning() {
        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::code)).containsExactly(0, 1, 2, 3, 4, 5, 130);
        assertThat(ExitCode.of(Outcome.PASSED)).isEqualTo(ExitCode.PASSED);
        assertThat(ExitCode.of(Outcome.FAILED)).isEqualTo(ExitCode.FAILED);
        assertThat(ExitCode.of(Outcome.INVALID)).isEqualTo(ExitCode.INVALID);
        assertThat(ExitCode.of(Outcome.BROKEN)).isEqualTo(ExitCode.EXPECTATION_BROKEN);
        assertThat(ExitCode.of(Outcome.INTERRUPTED)).isEqualTo(ExitCode.INTERRUPTED);
    }

    @Test
    void thePlanWithoutFlagsIsTheUsualPlan() {
        WorkloadVerb idle = new WorkloadVerb.IdleCommand();
        new CommandLine(idle).setCaseInsensitiveEnumValuesAllowed(true).parseArgs();
        LoadOptions options = idle.options;

        assertThat(Plan.usual(Target.of(options.url()), options.connections, new Workload.Idle(), options.duration))
                .isEqualTo(options.plan(new Workload.Idle()));
    }

    @Test
    void helpListsTheExitCodesAndAnExample() {
        assertThat(commandLine(new StringWriter()).getUsageMessage())
                .contains("  3     invalid: the tester itself", "  130   interrupted: ");
        assertThat(commandLine(new StringWriter()).getSubcommands())
                .extractingByKey("fanout")
                .extracting(CommandLine::getUsageMessage, STRING)
                .contains("Example: loadtest fanout -c 10k");
    }

    private static CommandLine commandLine(StringWriter err) {
        return new CommandLine(new LoadTestCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(new PrintWriter(err, true));
    }
}
