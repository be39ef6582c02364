package io.usher.agent.control;

import io.usher.agent.access.TokenService;
import io.usher.agent.desired.FrontendService;
import io.usher.agent.desired.ServerService;
import io.usher.agent.edit.ConfigurationService;
import io.usher.agent.event.EventService;
import io.usher.agent.generation.GenerationService;
import io.usher.agent.generation.ResumeService;
import io.usher.agent.reload.ReloadService;
import io.usher.agent.schedule.ScheduleService;
import io.usher.agent.window.WindowService;

/** Everything the outside may call, assembled. */
public record Services(ReloadService reloads, GenerationService generations, ServerService servers,
                       ScheduleService schedules, StatusService status, StopService stop, ReadinessService readiness,
                       TokenService tokens, AuditService audit, BackupService backup, EventService events,
                       WindowService windows, FrontendService frontends, ConfigurationService configuration,
                       ResumeService resumption) {
}
