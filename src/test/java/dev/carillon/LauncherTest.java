package dev.carillon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code carillon} in a checkout with a space in its path, with a Maven and a JVM that only print their
 * arguments.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class LauncherTest {
    private static final String MAVEN = """
            echo "mvn $*" >>"$HOUSE/maven.calls"
            echo '[INFO] Compiling 417 source files with javac'
            touch "$HOUSE/target/carillon.jar"
            """;

    private static final String JVM = """
            case "$*" in
                *AOTCacheOutput=*)
                    for each; do [ "${each#-XX:AOTCacheOutput=}" = "$each" ] || echo cache >"${each#*=}"; done ;;
                *)
                    echo "LC_ALL=$LC_ALL"; printf '%s\\n' "$@" ;;
            esac
            """;

    @TempDir
    private Path folder;

    private Path house;

    @BeforeEach
    void copyTheCheckout() throws IOException {
        house = folder.resolve("a house");
        for (String file : List.of("carillon", "jvm.options", "find-java", "progress")) {
            copy(file.equals("carillon") ? file : "src/main/launcher/" + file);
        }
        Files.createDirectories(house.resolve("loadtest/src/main"));
        Files.writeString(house.resolve("pom.xml"), "<project/>");
        script("jdk/bin/javac", "");
        script("jdk/bin/java", JVM);
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.3\"\n");
        script("bin/mvn", MAVEN);
    }

    @Test
    void theLauncherBuildsOnceAndWithoutChecks() throws Exception {
        assertThat(start("loadtest", "idle")).contains("carillon: built in ");
        assertThat(start("loadtest", "idle")).doesNotContain("built");
        assertThat(Files.readAllLines(house.resolve("maven.calls")))
                .singleElement()
                .asString()
                .contains(" -Dplain ")
                .contains(" -Dmaven.test.skip ");
    }

    @Test
    void eachStepIsPrintedOnOneLineWithoutEscapesIfThereIsNoTerminal() throws Exception {
        script("bin/mvn", MAVEN + "sleep 1.5\n");
        assertThat(start("loadtest", "idle"))
                .containsPattern("carillon: (starting Maven|compiling)… \\(\\d+ s\\)\n")
                .doesNotContain("\u001b");
    }

    @Test
    void theJvmHasAUtf8LocaleAndHintsNameTheTypedCommand() throws Exception {
        start("loadtest", "idle");
        assertThat(start("publish", "t", "\u00e9"))
                .contains("LC_ALL=C.UTF-8\n")
                .contains("-Dcarillon.command=./carillon\n")
                .endsWith("\npublish\nt\n\u00e9\n");
    }

    @Test
    void aClosedStreamIsReplacedByOneThatFails() throws Exception {
        start("loadtest", "idle");
        script("jdk/bin/java", "true 9<&0 && echo open; cat || echo 'no input'");
        assertThat(run("sh", "-c", "./carillon publish t <&-"))
                .contains("open\n")
                .endsWith("no input\n");
        script("jdk/bin/java", "true 9>&1 && echo open >&2; echo output || echo 'no output' >&2");
        assertThat(run("sh", "-c", "./carillon publish t x >&-"))
                .contains("open\n")
                .endsWith("no output\n");
        script("jdk/bin/java", "true 9>&2 && echo open");
        assertThat(run("sh", "-c", "./carillon publish t x 2>&-")).isEqualTo("open\n");
    }

    @Test
    void aLoadTestWaitsForTheTrainingOfTheCache() throws Exception {
        assertThat(start("loadtest", "idle")).contains("-XX:AOTCache=" + house);
    }

    @Test
    void theFirstStartDoesNotWaitForTheTraining() throws Exception {
        Path go = house.resolve("go");
        script(
                "jdk/bin/java",
                "until [ -e \"$HOUSE/go\" ] || [ \"${*%serve}\" != \"$*\" ]; do sleep 0.01; done\n" + JVM);
        assertThat(start("serve")).endsWith("\nserve\n").doesNotContain("-XX:AOTCache=");
        Files.createFile(go);
        while (!holdsOnlyACache(house.resolve("target"))) {
            Thread.onSpinWait();
        }
        assertThat(start("serve")).contains("-XX:AOTCache=" + house);
    }

    private static boolean holdsOnlyACache(Path target) throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            List<Path> ofTheCache =
                    files.filter(file -> file.toString().contains(".aot")).toList();
            return ofTheCache.size() == 1 && ofTheCache.getFirst().toString().endsWith(".aot");
        }
    }

    @Test
    void anInterruptedBuildIsRepeatedFromTheStart() throws Exception {
        script("bin/mvn", MAVEN + "exit 130\n");
        assertThat(start("loadtest", "idle")).endsWith("carillon: the build was interrupted\n");
        Path halfWritten = Files.createDirectories(house.resolve("target/plain-classes"));
        script("bin/mvn", MAVEN);
        assertThat(start("loadtest", "idle")).contains("carillon: built in ");
        assertThat(halfWritten).doesNotExist();
    }

    @Test
    void aBuildWithoutANetworkNamesTheMissingFile() throws Exception {
        script(
                "bin/mvn",
                "echo '[ERROR] Could not transfer artifact io.netty:netty-bom:pom:4.2 from/to central'; exit 1");
        assertThat(start("loadtest", "idle"))
                .contains("Could not transfer artifact io.netty:netty-bom:pom:4.2 from/to central\n")
                .contains("check the network, or proxy and mirror in ~/.m2/settings.xml");
    }

    @Test
    void aBuildThatFailsShowsItsErrorsOnce() throws Exception {
        script(
                "bin/mvn",
                "echo '[INFO] much'; echo '[ERROR] X.java:[1,10] wrong'; echo '[ERROR] X.java:[1,10] wrong'; exit 1");
        assertThat(start("loadtest", "idle").lines())
                .filteredOn(line -> !line.contains("starting Maven"))
                .containsExactly(
                        "[ERROR] X.java:[1,10] wrong",
                        "carillon: the build failed, see above; the whole output of Maven is in " + house
                                + "/target/build.log");
    }

    @Test
    void aChangedSourceIsBuilt() throws Exception {
        start("loadtest", "idle");
        Files.writeString(house.resolve("src/main/X.java"), "class X {}");
        assertThat(start("loadtest", "idle")).contains("built in ");
    }

    /** The layout of {@code release}: without sources, and with all files for the start in one folder. */
    @Test
    void aReleaseStartsWithoutMavenAndKeepsItsCacheBesideItsJar() throws Exception {
        Files.delete(house.resolve("pom.xml"));
        Files.move(house.resolve("src/main/launcher"), house.resolve("app"));
        Path jar = Files.createFile(house.resolve("app/carillon.jar"));
        script("bin/mvn", "echo mvn was called");
        assertThat(start("loadtest", "idle"))
                .contains("-jar\n" + jar + "\nloadtest\nidle\n")
                .contains("-XX:AOTCache=" + house.resolve("app"))
                .doesNotContain("mvn");
        assertThat(house.resolve("target")).doesNotExist();
    }

    private String start(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("./carillon"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private String run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(house.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("HOUSE", house.toString());
        builder.environment().put("LC_ALL", "C");
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, first) -> first + ":" + path);
        Process process = builder.start();
        String told = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return told;
    }

    private void copy(String file) throws IOException {
        Path copy = house.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(Path.of(file), copy);
    }

    private void script(String file, String body) throws IOException {
        Path script = folder.resolve(file);
        Files.createDirectories(script.getParent());
        Files.writeString(script, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
