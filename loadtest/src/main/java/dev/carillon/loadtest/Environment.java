package dev.carillon.loadtest;

import dev.carillon.config.Version;
import dev.carillon.doctor.Machine;
import dev.carillon.loadtest.plan.ConnectionTokens;
import dev.carillon.loadtest.report.Circumstances;
import dev.carillon.loadtest.report.Circumstances.Hardware;
import dev.carillon.loadtest.report.Circumstances.Software;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds out under which circumstances a run is made. */
final class Environment {
    /** By its name. */
    private static final Pattern SECRET_HEADER = Pattern.compile(
            "^((?:--header=)?[\\w-]*(?:authorization|cookie|token|key|secret)[\\w-]*\\s*:).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private Environment() {}

    static Circumstances now(List<String> arguments) {
        Machine machine = Machine.here();
        return new Circumstances(
                Instant.now(),
                "carillon "
                        + arguments.stream()
                                .map(Environment::shown)
                                .map(Environment::quoted)
                                .collect(Collectors.joining(" ")),
                new Software(Version.current(), java(), options(), system()),
                new Hardware(
                        host(),
                        machine.processor().orElse(""),
                        Runtime.getRuntime().availableProcessors(),
                        machine.memory().orElse(0)));
    }

    /** A report goes to others, which must not learn a secret that a header or a URL has. */
    private static String shown(String argument) {
        return ConnectionTokens.hidden(SECRET_HEADER.matcher(argument).replaceFirst("$1 …"));
    }

    /** As a shell would need it, so that the command can be given again. */
    private static String quoted(String argument) {
        return argument.matches("[\\w@%+=:,./{}-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static String java() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version") + ", "
                + System.getProperty("java.vendor");
    }

    /** Where the JVM comes from and what it may do is no part of a measurement; how it collects and compiles is. */
    private static String options() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X"))
                .collect(Collectors.joining(" "));
    }

    private static String system() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                + System.getProperty("os.arch");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }
}
