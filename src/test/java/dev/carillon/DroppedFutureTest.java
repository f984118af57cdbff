package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that no Vert.x {@link Future} is dropped, since its failure would be lost. No other tool finds that, so this
 * reads the compiled code: a call that returns a Future must not be followed by {@code pop}, and no method reference
 * may turn such a call into a handler. A chain may end in {@code onFailure} or {@code onComplete}, which handle the
 * failure.
 */
class DroppedFutureTest {
    private static final ClassDesc FUTURE = ClassDesc.of("io.vertx.core.Future");
    private static final Set<String> HEARS_FAILURES = Set.of("onFailure", "onComplete");

    /** A response that cannot be sent needs no handler: its connection is gone, and the close handler is called. */
    private static final Set<String> RESPONSES =
            Set.of("io/vertx/core/http/HttpServerResponse", "io/vertx/ext/web/RoutingContext");

    @Test
    void noFutureOfTheServiceIsDropped() throws IOException, URISyntaxException {
        Path classes = Path.of(Carillon.class.getResource("/").toURI()).resolveSibling("classes");
        try (Stream<Path> files = Files.walk(classes)) {
            assertThat(files.filter(file -> file.toString().endsWith(".class")).flatMap(file -> drops(file).stream()))
                    .isEmpty();
        }
    }

    @Test
    void everyWayToDropAFutureIsDetected() throws URISyntaxException {
        assertThat(dropsOf(Dropping.class))
                .containsExactly(
                        "Dropping.aCall: close",
                        "Dropping.aReference: close",
                        "Dropping.onlySuccess: onSuccess",
                        "Dropping.lambda$aLambda$0: close");
    }

    @Test
    void aFutureThatIsReturnedOrHandledIsNotDropped() throws URISyntaxException {
        assertThat(dropsOf(Keeping.class)).isEmpty();
    }

    @SuppressWarnings("unused")
    private static final class Dropping {
        void aCall(Vertx vertx) {
            vertx.close();
        }

        Handler<Vertx> aLambda() {
            return vertx -> vertx.close();
        }

        Handler<Vertx> aReference() {
            return Vertx::close;
        }

        void onlySuccess(Vertx vertx) {
            vertx.close().onSuccess(closed -> {});
        }
    }

    @SuppressWarnings("unused")
    private static final class Keeping {
        Future<Void> returned(Vertx vertx) {
            return vertx.close();
        }

        void heard(Vertx vertx) {
            vertx.close().onFailure(Throwable::printStackTrace);
        }

        void response(HttpServerRequest request) {
            request.response().end("gone or not");
        }
    }

    private static List<String> dropsOf(Class<?> type) throws URISyntaxException {
        String file = "/" + type.getName().replace('.', '/') + ".class";
        return drops(Path.of(type.getResource(file).toURI()));
    }

    private static List<String> drops(Path classFile) {
        ClassModel type = parse(classFile);
        List<String> drops = new ArrayList<>();
        String typeName = type.thisClass().asSymbol().displayName().replaceFirst(".*\\$", "");
        for (MethodModel method : type.methods()) {
            String where = typeName + "." + method.methodName().stringValue() + ": ";
            method.code().ifPresent(code -> dropsIn(code).forEach(call -> drops.add(where + call)));
        }
        return drops;
    }

    private static List<String> dropsIn(Iterable<CodeElement> code) {
        List<String> drops = new ArrayList<>();
        InvokeInstruction last = null;
        for (CodeElement element : code) {
            if (!(element instanceof Instruction instruction)) {
                continue; // labels and line numbers
            }
            if (last != null && instruction.opcode() == Opcode.POP && mustBeHeard(last)) {
                drops.add(last.name().stringValue());
            }
            if (instruction instanceof InvokeDynamicInstruction dynamic && makesAHandlerOfAFuture(dynamic)) {
                drops.add(((DirectMethodHandleDesc) dynamic.bootstrapArgs().get(1)).methodName());
            }
            last = instruction instanceof InvokeInstruction call ? call : null;
        }
        return drops;
    }

    private static boolean mustBeHeard(InvokeInstruction call) {
        return call.typeSymbol().returnType().equals(FUTURE)
                && !HEARS_FAILURES.contains(call.name().stringValue())
                && !RESPONSES.contains(call.owner().asInternalName());
    }

    /** Whether a method reference to a method that returns a Future becomes a function without a result. */
    private static boolean makesAHandlerOfAFuture(InvokeDynamicInstruction dynamic) {
        return dynamic.bootstrapArgs().size() >= 3
                && dynamic.bootstrapArgs().get(1) instanceof DirectMethodHandleDesc method
                && method.invocationType().returnType().equals(FUTURE)
                && dynamic.bootstrapArgs().get(2) instanceof MethodTypeDesc handler
                && handler.returnType().equals(ConstantDescs.CD_void);
    }

    private static ClassModel parse(Path classFile) {
        try {
            return ClassFile.of().parse(classFile);
        } catch (IOException unreadable) {
            throw new IllegalStateException(classFile + " cannot be read", unreadable);
        }
    }
}
