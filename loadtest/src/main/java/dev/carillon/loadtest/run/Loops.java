package dev.carillon.loadtest.run;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The event loops of a process of the tester. */
final class Loops {
    private Loops() {}

    /** A Vert.x with this number of event loops, with epoll if the system has it. */
    static Vertx vertx(int loops) {
        return Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
    }

    /** Executes {@code step} on the loop of {@code context}. May be called on any thread. */
    static <T> Future<T> on(Context context, Supplier<Future<T>> step) {
        return Future.future(promise -> context.runOnContext(now -> {
            try {
                step.get().onComplete(promise);
            } catch (RuntimeException failure) {
                promise.fail(failure);
            }
        }));
    }

    /** Requests {@code step} from all at the same time. Completes with their answers, in the same order. */
    static <S, T> Future<List<T>> all(List<S> asked, Function<S, Future<T>> step) {
        List<Future<T>> answers = asked.stream().map(step).toList();
        return Future.all(answers)
                .map(all -> answers.stream().map(Future::result).toList());
    }
}
