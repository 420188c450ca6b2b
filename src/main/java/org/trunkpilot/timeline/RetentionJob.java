package org.trunkpilot.timeline;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs {@link Retention} each hour. May be late or fail: the next hour deletes what this one has left. */
@DisallowConcurrentExecution
class RetentionJob implements Job {
    private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);

    private final Retention retention;

    RetentionJob(Retention retention) {
        this.retention = retention;
    }

    @Override
    public void execute(JobExecutionContext context) {
        try {
            log.info("record retention: deleted={}", retention.sweep());
        } catch (RuntimeException e) { // the outermost frame of the job
            log.warn("record retention put off by an hour: because=\"{}\"", Causes.deepest(e));
        }
    }
}
