package dev.carillon.loadtest;

import dev.carillon.cli.StopSignals;
import dev.carillon.config.Version;
import dev.carillon.loadtest.plan.ConnectionTokens;
import dev.carillon.loadtest.plan.LocalAddresses;
import dev.carillon.loadtest.run.Agent;
import dev.carillon.loadtest.run.AgentAddress;
import dev.carillon.loadtest.run.Secret;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code carillon loadtest agent}: takes part in load tests that another machine leads. */
@Command(
        name = "agent",
        description =
                "Takes part in load tests that other machines lead with --agents: waits for a run, carries out its part,"
                        + " and waits for the next run. Every program that reaches the port can make this machine open"
                        + " connections, so the agent listens on loopback only, or requires a secret.",
        footer = {
            "",
            "Example: ${COMMAND-FULL-NAME} --listen 10.0.0.11:8082 --secret-file agents.secret",
            "and then: ${PARENT-COMMAND-FULL-NAME} fanout ws://10.0.0.1:8080/topics/t --allow-remote -c 100k"
                    + " --agents 10.0.0.11,10.0.0.12 --secret-file agents.secret"
        })
final class AgentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8082",
            description = "Address to listen on; port 0 takes a free port. Default ${DEFAULT-VALUE}.")
    private String listen = "";

    @Mixin
    private SecretOptions secret;

    @Option(
            names = "--local",
            paramLabel = "ADDRESSES",
            description = "This machine's addresses to open connections from, such as 10.0.0.11-14. Default: as without"
                    + " agents.")
    private @Nullable String local;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Tokens or API keys, one in each line, which the connections of this machine send in turn.")
    private @Nullable Path tokenFile;

    @Override
    public Integer call() throws InterruptedException {
        Agent.Settings settings = LoadVerb.checked(spec, this::settings);
        StopSignals signals = StopSignals.listen();
        PrintWriter out = spec.commandLine().getOut();
        Agent agent = start(settings, out);
        out.printf(
                "carillon %s waits for load tests on %s%n",
                Version.current(), new AgentAddress(settings.listen().host(), agent.port()));
        out.println(
                settings.secret().isNone()
                        ? "Every program that reaches this port can make this machine open connections."
                        : "Every program with the secret can make this machine open connections.");
        out.flush();
        signals.awaitFirst();
        agent.close();
        return 0;
    }

    private Agent.Settings settings() {
        Secret shared = secret.secret();
        Optional<String> addresses = Optional.ofNullable(local);
        addresses.ifPresent(LocalAddresses::of);
        Optional<Path> tokens = Optional.ofNullable(tokenFile);
        tokens.ifPresent(file -> ConnectionTokens.of(file, ConnectionTokens.In.HEADER));
        return new Agent.Settings(AgentAddress.of("--listen", listen), shared, addresses, tokens, Version.current());
    }

    private Agent start(Agent.Settings settings, PrintWriter out) {
        try {
            return Agent.start(settings, line -> {
                out.println(line);
                out.flush();
            });
        } catch (RuntimeException failure) {
            throw new ParameterException(
                    spec.commandLine(), "cannot listen on " + settings.listen() + ": " + failure.getMessage(), failure);
        }
    }
}
