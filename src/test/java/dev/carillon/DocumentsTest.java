package dev.carillon;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Links, flags and classes in the documents exist. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*(?![\\w-]|…)");

    /** A class with its room, such as {@code admission.Admission}. */
    private static final Pattern CLASS = Pattern.compile("(?<![\\w./])[a-z]+\\.[A-Z]\\w++(?!\\.\\w)");

    private static final List<Path> HOUSES =
            List.of(Path.of("src/main/java/dev/carillon"), Path.of("loadtest/src/main/java/dev/carillon/loadtest"));

    /** Flags of docker, kubectl and helm. */
    private static final Set<String> FLAGS_OF_OTHER_PROGRAMS = Set.of(
            "--build-arg",
            "--cap-drop",
            "--cpus",
            "--force",
            "--from-file",
            "--memory",
            "--memory-swap",
            "--name",
            "--no-healthcheck",
            "--pids-limit",
            "--post-renderer",
            "--previous",
            "--read-only",
            "--rm",
            "--security-opt",
            "--ulimit",
            "--user",
            "--wait");

    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String folder : List.of("", "docs", "k8s", "js", "loadtest/peers")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void eachLinkPointsToAnExistingFileAndHeading(Path document) throws IOException {
        for (String link : found(LINK, document, 1)) {
            if (!ELSEWHERE.matcher(link).matches()) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? document
                        : document.resolveSibling(parts[0]).normalize();
                assertThat(target).as(link).exists();
                if (parts.length == 2) {
                    assertThat(anchors(target)).as(link).contains(parts[1]);
                }
            }
        }
    }

    @Test
    void eachFlagInADocumentExists() throws IOException {
        Set<String> known = new HashSet<>(FLAGS_OF_OTHER_PROGRAMS);
        addFlags(Carillon.commandLine(Map.of()), known);
        Set<String> named = new TreeSet<>();
        for (Path document : documents()) {
            named.addAll(found(FLAG, document, 0));
        }
        assertThat(named).hasSizeGreaterThan(100).isSubsetOf(known);
    }

    @Test
    void eachFlagOfServeIsInTheConfiguration() throws IOException {
        Set<String> flags = new HashSet<>();
        addFlags(requireNonNull(Carillon.commandLine(Map.of()).getSubcommands().get("serve")), flags);
        flags.removeAll(Set.of("-h", "--help", "-V", "--version"));
        flags.removeIf(flag -> flag.startsWith("--no-"));
        assertThat(found(FLAG, Path.of("docs/configuration.md"), 0))
                .hasSizeGreaterThan(30)
                .containsAll(flags);
    }

    @Test
    void eachClassInADocumentExists() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path document : documents()) {
            named.addAll(found(CLASS, document, 0));
        }
        named.removeIf(name -> HOUSES.stream().noneMatch(house -> Files.isDirectory(house.resolve(room(name)))));
        assertThat(named)
                .hasSizeGreaterThan(40)
                .allMatch(name -> HOUSES.stream()
                        .anyMatch(house -> Files.exists(house.resolve(name.replace('.', '/') + ".java"))));
    }

    private static String room(String name) {
        return name.substring(0, name.indexOf('.'));
    }

    private static void addFlags(CommandLine command, Set<String> flags) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            for (String name : option.names()) {
                flags.add(name);
                if (option.negatable()) {
                    flags.add(name.replaceFirst("^--", "--no-"));
                }
            }
        }
        command.getSubcommands().values().forEach(each -> addFlags(each, flags));
    }

    /** The anchors that GitHub makes for headings. */
    private static Set<String> anchors(Path document) throws IOException {
        String text = CODE.matcher(Files.readString(document)).replaceAll("");
        return HEADING.matcher(text)
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(toSet());
    }

    private static Set<String> found(Pattern pattern, Path document, int group) throws IOException {
        return pattern.matcher(Files.readString(document))
                .results()
                .map((MatchResult result) -> result.group(group))
                .collect(toCollection(TreeSet::new));
    }
}
