package dev.carillon;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import dev.carillon.hub.Subscriber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** The plan of the dependencies between rooms. A new room or a new dependency needs a line here. */
@AnalyzeClasses(packages = "dev.carillon", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String HOUSE = "dev.carillon";

    /**
     * Each room, and the rooms that it may use. The room with {@code main} has no name. The load tester has separate
     * rooms.
     */
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            // what any room may need
            entry("text", Set.of()),
            entry("jar", Set.of()),
            // what is published, and to which subscribers it goes
            entry("topic", Set.of("text")),
            entry("publication", Set.of("text", "topic")),
            entry("auth", Set.of("text", "topic")),
            entry("log", Set.of("text", "topic", "publication")),
            entry("hub", Set.of("topic", "publication")),
            entry("outbox", Set.of("topic", "publication", "hub")),
            // the socket and the protocol
            entry("lane", Set.of("hub", "outbox", "logging")),
            entry("catchup", Set.of("topic", "publication", "log", "hub", "outbox", "lane")),
            entry("frame", Set.of("text")),
            entry("handshake", Set.of("text", "frame")),
            entry("websocket", Set.of("frame", "lane")),
            entry("protocol", Set.of("text", "topic", "publication", "log", "frame")),
            entry("rate", Set.of("config", "handshake", "lane")),
            entry(
                    "endpoint",
                    Set.of(
                            "topic",
                            "publication",
                            "auth",
                            "rate",
                            "log",
                            "hub",
                            "lane",
                            "catchup",
                            "frame",
                            "websocket",
                            "protocol")),
            // what is logged, and how
            entry("logging", Set.of("text", "auth")),
            // settings, meters, and the bus between loops and nodes
            entry("config", Set.of("topic", "auth", "hub", "log")),
            entry(
                    "metrics",
                    Set.of(
                            "auth",
                            "log",
                            "catchup",
                            "cluster",
                            "replica",
                            "hub",
                            "outbox",
                            "lane",
                            "websocket",
                            "endpoint",
                            "rate",
                            "admission",
                            "door")),
            // what a node tells about itself
            entry("stats", Set.of("topic", "publication", "hub", "metrics")),
            entry("bus", Set.of("text", "topic", "publication", "log", "config", "logging")),
            entry("replica", Set.of("text", "topic", "publication", "log", "bus", "logging")),
            entry("cluster", Set.of("topic", "publication", "auth", "hub", "bus", "config", "logging")),
            entry("token", Set.of("text", "topic", "auth", "config")),
            // the way in
            entry("http", Set.of("text", "topic", "auth", "config", "handshake")),
            entry("admission", Set.of("config", "doctor", "handshake", "lane", "rate")),
            entry(
                    "door",
                    Set.of(
                            "topic",
                            "auth",
                            "log",
                            "config",
                            "frame",
                            "handshake",
                            "lane",
                            "protocol",
                            "endpoint",
                            "websocket",
                            "logging",
                            "http",
                            "rate",
                            "admission")),
            entry(
                    "routes",
                    Set.of(
                            "jar",
                            "topic",
                            "publication",
                            "auth",
                            "log",
                            "hub",
                            "config",
                            "handshake",
                            "protocol",
                            "endpoint",
                            "http",
                            "rate",
                            "stats",
                            "door")),
            entry("tls", Set.of("config")),
            entry("tracing", Set.of("topic", "http")),
            // the service put together, and the command line
            entry(
                    "server",
                    Set.of(
                            "topic",
                            "publication",
                            "auth",
                            "log",
                            "catchup",
                            "hub",
                            "outbox",
                            "lane",
                            "logging",
                            "frame",
                            "handshake",
                            "websocket",
                            "endpoint",
                            "bus",
                            "cluster",
                            "replica",
                            "config",
                            "metrics",
                            "stats",
                            "http",
                            "rate",
                            "admission",
                            "door",
                            "routes",
                            "tls",
                            "token",
                            "tracing")),
            entry("client", Set.of("text", "topic", "publication", "log", "frame", "handshake", "protocol")),
            entry("doctor", Set.of()),
            entry("top", Set.of()),
            entry(
                    "cli",
                    Set.of(
                            "text",
                            "topic",
                            "publication",
                            "auth",
                            "log",
                            "protocol",
                            "client",
                            "config",
                            "doctor",
                            "logging",
                            "server",
                            "token",
                            "top")),
            entry("", Set.of("auth", "config", "cli", "loadtest")),
            // the load tester
            entry("loadtest.plan", Set.of("config", "handshake")),
            entry("loadtest.wire", Set.of()),
            entry("loadtest.figure", Set.of("loadtest.wire")),
            entry("loadtest.stream", Set.of("frame", "handshake", "lane", "websocket")),
            entry("loadtest.connect", Set.of("config", "handshake", "lane", "loadtest.figure", "loadtest.plan")),
            entry("loadtest.measure", Set.of("websocket", "loadtest.connect", "loadtest.figure", "loadtest.plan")),
            entry(
                    "loadtest.client",
                    Set.of(
                            "config",
                            "frame",
                            "handshake",
                            "lane",
                            "websocket",
                            "loadtest.connect",
                            "loadtest.figure",
                            "loadtest.measure",
                            "loadtest.plan",
                            "loadtest.stream")),
            entry(
                    "loadtest.report",
                    Set.of(
                            "config",
                            "jar",
                            "loadtest.connect",
                            "loadtest.figure",
                            "loadtest.measure",
                            "loadtest.plan")),
            entry(
                    "loadtest.run",
                    Set.of(
                            "config",
                            "lane",
                            "outbox",
                            "loadtest.client",
                            "loadtest.connect",
                            "loadtest.measure",
                            "loadtest.plan",
                            "loadtest.report",
                            "loadtest.wire")),
            entry("loadtest.compare", Set.of("config", "loadtest.plan", "loadtest.run")),
            entry(
                    "loadtest.soak",
                    Set.of(
                            "config",
                            "loadtest.figure",
                            "loadtest.measure",
                            "loadtest.plan",
                            "loadtest.report",
                            "loadtest.run")),
            entry(
                    "loadtest",
                    Set.of(
                            "config",
                            "doctor",
                            "cli",
                            "loadtest.compare",
                            "loadtest.measure",
                            "loadtest.plan",
                            "loadtest.report",
                            "loadtest.run",
                            "loadtest.soak",
                            "loadtest.wire")));

    @ArchTest
    static final ArchRule everyRoomIsOnThePlan = classes().should().resideInAnyPackage(packagesOf(MAY_KNOW.keySet()));

    /** The reason why there is no stack trace is in the two classes of that room. */
    @ArchTest
    static final ArchRule exceptionsWithoutAStackTraceAreOfTwoKinds = noClasses()
            .that()
            .resideOutsideOfPackage(HOUSE + ".text")
            .should()
            .callConstructor(RuntimeException.class, String.class, Throwable.class, boolean.class, boolean.class)
            .orShould()
            .callConstructor(Exception.class, String.class, Throwable.class, boolean.class, boolean.class);

    /** A reader starts with the list of rooms in the README. */
    @ArchTest
    static void everyRoomIsInTheReadme(JavaClasses house) throws IOException {
        Set<String> listed = Pattern.compile("(?m)^      ([a-z]+)  ")
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(line -> line.group(1))
                .collect(toSet());
        assertThat(listed)
                .isEqualTo(MAY_KNOW.keySet().stream()
                        .filter(room -> !room.isEmpty() && !room.startsWith("loadtest"))
                        .collect(toSet()));
    }

    /** A search for a name should find one class. */
    @ArchTest
    static void noTwoClassesHaveTheSameName(JavaClasses house) {
        Map<String, List<String>> byName = house.stream()
                .filter(inhabitant -> inhabitant.isTopLevelClass()
                        && !inhabitant.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getName, toList())));
        assertThat(byName)
                .isNotEmpty()
                .allSatisfy((name, classes) -> assertThat(classes).hasSize(1));
    }

    @ArchTest
    static final ArchRule roomsUseOnlyTheRoomsOnThePlan = classes().should(knowOnlyWhatThePlanAllows());

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule roomsOfTheLoadTesterHaveNoCycles = slices().matching(HOUSE + ".loadtest.(*)..")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theHubAndItsPublicationsArePlainJava = noClasses()
            .that()
            .resideInAnyPackage(
                    HOUSE + ".hub..",
                    HOUSE + ".publication..",
                    HOUSE + ".log..",
                    HOUSE + ".topic..",
                    HOUSE + ".outbox..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..")
            .allowEmptyShould(true);

    /** The classes of OpenTelemetry are loaded only with tracing, which is off by default. */
    @ArchTest
    static final ArchRule onlyTracingUsesOpenTelemetry = noClasses()
            .that()
            .resideOutsideOfPackage(HOUSE + ".tracing..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry..");

    @ArchTest
    static final ArchRule handshakesAndFramesUseNoSockets = noClasses()
            .that()
            .resideInAnyPackage(HOUSE + ".handshake..", HOUSE + ".frame..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theLaneDoesNotUseVertxWeb = noClasses()
            .that()
            .resideInAPackage(HOUSE + ".lane..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.ext.web..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheRoomOfTokensUsesTheirLibrary = noClasses()
            .that()
            .resideOutsideOfPackage(HOUSE + ".token..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule noStaticFieldCanChange =
            fields().that().areStatic().should().beFinal().allowEmptyShould(true);

    @ArchTest
    static final ArchRule everyRoomIsNullMarked = classes().should(standInANullMarkedPackage());

    /** Netty's socket is public only for Netty's own use, so few classes may depend on it. */
    @ArchTest
    static void onlyTheSocketsOfTheLaneUseNettysUnixSocket(JavaClasses house) {
        Set<String> users = house.stream()
                .filter(user -> user.getDirectDependenciesFromSelf().stream()
                        .anyMatch(use -> use.getTargetClass().getName().equals("io.netty.channel.unix.Socket")))
                .map(user -> user.getName().replaceFirst("\\$.*", ""))
                .collect(toSet());
        assertThat(users).containsOnly(HOUSE + ".lane.FastConnection", HOUSE + ".lane.ListeningSocket");
    }

    /** Several collections use the same field one after the other, so few classes may write it. */
    @ArchTest
    static void onlyOwnersOfSubscribersSetTheirSlot(JavaClasses house) {
        Set<String> writers = house.stream()
                .flatMap(writer -> writer.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTarget().getName().equals("slot")
                        && call.getTarget().getRawReturnType().isEquivalentTo(void.class)
                        && call.getTargetOwner().isAssignableTo(Subscriber.class))
                .map(call -> call.getOriginOwner().getName())
                .collect(toSet());
        assertThat(writers)
                .containsOnly(
                        HOUSE + ".hub.Members",
                        HOUSE + ".admission.PendingHandshakes",
                        HOUSE + ".loadtest.connect.ConnectionTable");
    }

    /** Internal classes of Vert.x change from version to version, so few classes may depend on them. */
    @ArchTest
    static void fewClassesUseInternalsOfVertx(JavaClasses house) {
        Set<String> users = house.stream()
                .filter(user -> user.getDirectDependenciesFromSelf().stream()
                        .anyMatch(use -> isInsideOfVertx(use.getTargetClass().getPackageName())))
                .map(user -> user.getName().replaceFirst("\\$.*", ""))
                .collect(toSet());
        assertThat(users)
                .containsOnly(
                        HOUSE + ".door.HandOver",
                        HOUSE + ".http.Http2Connections",
                        HOUSE + ".http.HttpChannel",
                        HOUSE + ".http.UpgradeAwareDecoder",
                        HOUSE + ".server.BroadcastVerticle",
                        HOUSE + ".loadtest.run.LoadTestVerticle");
    }

    private static boolean isInsideOfVertx(String packageName) {
        return packageName.startsWith("io.vertx.core.")
                && (packageName.contains(".impl") || packageName.contains(".internal"));
    }

    /** Timeouts and expiries use a monotonic clock; only reports, answers and tokens use the time of day. */
    @ArchTest
    static void onlyReportsAnswersAndTokensUseTheTimeOfDay(JavaClasses house) {
        Set<String> askers = house.stream()
                .filter(asker ->
                        asker.getCodeUnitAccessesFromSelf().stream().anyMatch(ArchitectureTest::asksForTheTime))
                .map(JavaClass::getName)
                .collect(toSet());
        assertThat(askers)
                .containsOnly(
                        HOUSE + ".loadtest.Environment",
                        HOUSE + ".http.HttpDate",
                        // Whether a token has expired, and when a new one expires.
                        HOUSE + ".server.AccessControl",
                        HOUSE + ".cli.Token");
    }

    private static boolean asksForTheTime(JavaCodeUnitAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        return switch (owner) {
            case "java.lang.System" -> name.equals("currentTimeMillis");
            case "java.util.Date", "java.util.GregorianCalendar" -> name.equals("<init>");
            case "java.util.Calendar" -> name.equals("getInstance");
            default -> owner.startsWith("java.time.") && (name.equals("now") || name.startsWith("system"));
        };
    }

    private static String[] packagesOf(Set<String> rooms) {
        return rooms.stream()
                .map(room -> room.isEmpty() ? HOUSE : HOUSE + "." + room + "..")
                .toArray(String[]::new);
    }

    private static ArchCondition<JavaClass> knowOnlyWhatThePlanAllows() {
        return new ArchCondition<>("know only the rooms that the plan allows") {
            @Override
            public void check(JavaClass inhabitant, ConditionEvents events) {
                String room = roomOf(inhabitant);
                for (Dependency arrow : inhabitant.getDirectDependenciesFromSelf()) {
                    JavaClass target = arrow.getTargetClass();
                    if (isInTheHouse(target)
                            && !roomOf(target).equals(room)
                            && !MAY_KNOW.getOrDefault(room, Set.of()).contains(roomOf(target))) {
                        events.add(violated(arrow, arrow.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> standInANullMarkedPackage() {
        return new ArchCondition<>("stand in a package whose package-info.java is @NullMarked") {
            @Override
            public void check(JavaClass inhabitant, ConditionEvents events) {
                if (!inhabitant.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(violated(inhabitant, inhabitant.getPackageName() + " is not @NullMarked"));
                }
            }
        };
    }

    private static boolean isInTheHouse(JavaClass type) {
        return (type.getPackageName() + ".").startsWith(HOUSE + ".");
    }

    /** {@code hub} of {@code dev.carillon.hub}, {@code loadtest.run} of {@code dev.carillon.loadtest.run}. */
    private static String roomOf(JavaClass inhabitant) {
        String name = inhabitant.getPackageName();
        return name.equals(HOUSE) ? "" : name.substring(HOUSE.length() + 1);
    }
}
