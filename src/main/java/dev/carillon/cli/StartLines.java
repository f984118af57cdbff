package dev.carillon.cli;

import dev.carillon.config.LogSettings.LogFormat;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.Version;
import dev.carillon.config.WebAddress;
import dev.carillon.logging.LogField;
import dev.carillon.server.Service;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * What a service prints when it is ready: with the log format text, lines on standard output with commands to try; with
 * JSON, one line of the log.
 *
 * @param carillon the command that a user types
 */
record StartLines(Service service, ServiceSettings settings, String carillon) {
    private static final Logger LOG = System.getLogger(StartLines.class.getName());

    void tell(PrintWriter out) {
        switch (settings.logging().format()) {
            case LogFormat.TEXT -> print(out);
            case LogFormat.JSON -> log();
        }
    }

    private void print(PrintWriter out) {
        out.printf(
                "carillon %s listens on %s  lane=%s transport=%s tls=%s loops=%d%n",
                Version.current(), clients(), service.lane(), service.transport(), tls(), settings.loops());
        out.printf("access: %s%n", settings.access().summary());
        out.printf("up to %,d WebSockets (%s)%n", service.maxConnections(), service.memory());
        out.printf(
                "for operators: %s/metrics /livez /readyz%s%n%n",
                operators(), settings.cluster().isPresent() ? " /cluster" : "");
        WebAddress near = clients().near();
        WebAddress webSockets = address("ws").near();
        out.printf("Open %s/ in a browser, or try in another terminal:%n", near);
        out.printf("  %s subscribe --url %s 'news.*'%n", carillon, near);
        out.printf("  curl -d 'hello' %s/topics/news.today%n", near);
        out.printf("  %s loadtest fanout %s/topics/loadtest%n", carillon, webSockets);
        out.flush();
    }

    private void log() {
        LOG.log(
                Level.INFO,
                "the service listens",
                LogField.of("version", Version.current()),
                LogField.of("clients", clients()),
                LogField.of("operators", operators()),
                LogField.of("lane", service.lane()),
                LogField.of("transport", service.transport()),
                LogField.of("tls", tls()),
                LogField.of("loops", settings.loops()),
                LogField.of("access", settings.access().summary()),
                LogField.of("maxConnections", service.maxConnections()),
                LogField.of("memory", service.memory()));
    }

    private WebAddress clients() {
        return address("http");
    }

    /**
     * @param scheme the scheme without TLS
     */
    private WebAddress address(String scheme) {
        return new WebAddress(
                settings.tls().isPresent() ? scheme + "s" : scheme,
                settings.listening().host(),
                service.port());
    }

    private WebAddress operators() {
        return new WebAddress("http", settings.listening().managementHost(), service.managementPort());
    }

    private String tls() {
        return settings.tls().isPresent() ? Service.tlsEngine() : "off";
    }
}
