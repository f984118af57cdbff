package dev.carillon.cli;

import dev.carillon.config.LogSettings.LogFormat;
import dev.carillon.config.ServiceSettings;
import dev.carillon.config.Version;
import dev.carillon.config.WebAddress;
import dev.carillon.logging.LogField;
import dev.carillon.server.Service;
import java.io.PrintWriter;

/**
 * What a service writes to standard output once it serves: for people with commands to try, or for programs as a record of JSON.
 *
 * @param carillon the command that people type
 */
record StartLines(Service service, ServiceSettings settings, String carillon) {
    void tell(PrintWriter out) {
        switch (settings.logging().format()) {
            case LogFormat.TEXT -> print(out);
            case LogFormat.JSON -> out.print(asRecord());
        }
        out.flush();
    }

    private void print(PrintWriter out) {
        out.printf(
                "%s  lane=%s transport=%s tls=%s loops=%d%n",
                listens(), service.lane(), service.transport(), tls(), settings.loops());
        out.printf("access: %s%n", settings.access().summary());
        out.printf("up to %,d WebSockets (%s)%n", service.maxConnections(), service.memory());
        out.printf(
                "for operators: %s/metrics /livez /readyz%s%n%n",
                operators(), settings.cluster().isPresent() ? " /cluster" : "");
        WebAddress near = clients().near();
        out.printf("Open %s/ in a browser, or try in another terminal:%n", near);
        out.printf("  %s subscribe --url %s 'news.*'%n", carillon, near);
        out.printf("  curl -d 'hello' %s/topics/news.today%n", near);
        WebAddress webSockets = address("ws").near();
        out.printf("  %s loadtest fanout %s/topics/loadtest%n", carillon, webSockets);
    }

    private String asRecord() {
        return StartRecord.greeting(
                listens(),
                LogField.of("version", Version.current()),
                LogField.of("url", clients()),
                LogField.of("managementUrl", operators()),
                LogField.of("lane", service.lane()),
                LogField.of("transport", service.transport()),
                LogField.of("tls", tls()),
                LogField.of("loops", settings.loops()),
                LogField.of("access", settings.access().summary()),
                LogField.of("maxConnections", service.maxConnections()),
                LogField.of("capacity", service.memory()));
    }

    private String listens() {
        return "carillon %s listens on %s".formatted(Version.current(), clients());
    }

    private WebAddress clients() {
        return address("http");
    }

    /** @param scheme of a connection without TLS */
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
