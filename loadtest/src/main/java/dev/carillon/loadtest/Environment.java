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

/** Collects the circumstances of a run: time, command line, software and hardware. */
final class Environment {
    /** An argument that is a header with a secret, recognized by the header's name. Group 1 is the part to show. */
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

    /** The argument without the secrets of a header or a URL, because a report is passed on to other people. */
    private static String shown(String argument) {
        return ConnectionTokens.hidden(SECRET_HEADER.matcher(argument).replaceFirst("$1 …"));
    }

    /** The argument quoted for a shell, so that the command line of a report can be copied and run. */
    private static String quoted(String argument) {
        return argument.matches("[\\w@%+=:,./{}-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static String java() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version") + ", "
                + System.getProperty("java.vendor");
    }

    /**
     * The JVM's {@code -X} options, which set how it collects and compiles. Other options, such as paths and access
     * rights, do not affect a measurement.
     */
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
        } catch (UnknownHostException unknownHost) {
            return "localhost";
        }
    }
}
