package io.usher.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usher.agent.doctor.AgentSearch;
import io.usher.agent.doctor.Doctor;
import io.usher.agent.doctor.Finding;
import io.usher.agent.doctor.Host;
import io.usher.agent.doctor.HostProcess;
import io.usher.agent.doctor.Patient;
import io.usher.agent.doctor.ServerPlace;
import io.usher.agent.doctor.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;

/** {@code usher doctor}. */
@Command(name = "doctor", description = "Look on this host for what breaks the promise from outside: other processes at servers"
        + " with seats, other configurations that name them, limits of the kernel, clock, permissions, disks. It changes nothing;"
        + " as root it sees most. Exit code 1 where it finds an error.")
final class DoctorCommand extends AgentCommand {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    ExitCode run(final Api api) throws IOException {
        final Host host = Host.here();
        final List<Finding> findings = Doctor.examine(host, patient(api, host));
        out().println(json() ? document(findings).toPrettyString() : text(findings));
        out().flush();
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR) ? ExitCode.FAILED : ExitCode.DONE;
    }

    /** Where the agent does not answer, that is a finding; where it does not let this caller in, the command fails. */
    private Patient patient(final Api api, final Host host) throws IOException {
        final Optional<HostProcess> agent = AgentSearch.at(host, server().port(), server().socket());
        try {
            final JsonNode status = api.send(Request.get("/v1/status")).json();
            final Duration ahead = Duration.between(Instant.now(), Instant.parse(status.path("time").asText()));
            return new Patient(Optional.empty(), readiness(api), texts(status.path("problems")), seated(status),
                    generations(status), texts(status.path("configuration").path("files")).stream().map(Path::of).toList(), ahead,
                    Optional.of(Instant.parse(status.path("started").asText())), agent, server().tokenFile());
        } catch (Unreachable e) {
            return new Patient(Optional.of(e.getMessage()), List.of(), List.of(), List.of(), Set.of(), List.of(), Duration.ZERO,
                    Optional.empty(), agent, server().tokenFile());
        }
    }

    /** That it is not ready is an answer too. */
    private static List<String> readiness(final Api api) throws IOException {
        try {
            return api.send(Request.get("/readyz")).body().lines().toList();
        } catch (Refused e) {
            return e.body().lines().toList();
        }
    }

    private static List<Patient.Seated> seated(final JsonNode status) {
        final List<Patient.Seated> servers = new ArrayList<>();
        for (final JsonNode server : status.path("servers")) {
            if (server.path("maxconn").path("value").asInt() > 0) {
                place(server).ifPresent(place -> servers.add(
                        new Patient.Seated(server.path("backend").asText() + "/" + server.path("name").asText(), place)));
            }
        }
        return servers;
    }

    private static Optional<ServerPlace> place(final JsonNode server) {
        final String host = server.path("address").path("value").asText(server.path("address").asText());
        final int port = server.path("port").path("value").asInt();
        return ServerPlace.of(port == 0 ? host : host + ":" + port);
    }

    private static Set<Long> generations(final JsonNode status) {
        final Set<Long> pids = new HashSet<>();
        status.path("generations").forEach(generation -> pids.add(generation.path("pid").asLong()));
        return pids;
    }

    private static List<String> texts(final JsonNode list) {
        final List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static ObjectNode document(final List<Finding> findings) {
        final ObjectNode document = JSON.createObjectNode();
        final ArrayNode list = document.putArray("findings");
        for (final Finding finding : findings) {
            list.addObject().put("severity", finding.severity().word()).put("check", finding.check())
                    .put("where", finding.where()).put("what", finding.what()).put("todo", finding.todo());
        }
        final ArrayNode checks = document.putArray("checks");
        Doctor.checks().forEach(checks::add);
        return document;
    }

    private static String text(final List<Finding> findings) {
        final StringBuilder text = new StringBuilder();
        for (final Finding finding : findings) {
            text.append(String.format("%-8s %s: %s%n         %s%n         -> %s%n", finding.severity().word(), finding.check(),
                    finding.where(), finding.what(), finding.todo()));
        }
        return text.append(Doctor.checks().size()).append(" checks: ").append(count(findings, Severity.ERROR)).append(" errors, ")
                .append(count(findings, Severity.WARNING)).append(" warnings, ").append(count(findings, Severity.NOTE))
                .append(" notes").toString();
    }

    private static long count(final List<Finding> findings, final Severity severity) {
        return findings.stream().filter(finding -> finding.severity() == severity).count();
    }
}
