#include "ui/shell/film_control.h"

#include "ui/text/sentence.h"
#include "ui/bridge/session_bridge.h"
#include "ui/plane/interpolation_panel.h"
#include "ui/selection/selection_model.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/message_strip.h"

namespace zscape {

namespace {
constexpr int kBetweenProgress = 100;  // milliseconds
}

FilmControl::FilmControl(SessionBridge* bridge, InterpolationPanel* panel, SelectionModel* selection, QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      panel_(panel),
      selection_(selection) {
    progress_.setInterval(kBetweenProgress);
    connect(&progress_, &QTimer::timeout, this, &FilmControl::showProgress);
    connect(panel->busy(), &BusyBar::cancelRequested, this, [this] { bridge_->session().cancel(job_); });
    connect(bridge, &SessionBridge::jobEnded, this,
            [this](JobId job, event::JobEnded::How how, const QString& sentence) {
                if (isBusy() && job == job_) ended(how, sentence);
            });
}

void FilmControl::say(const QString& sentence) { panel_->strip()->showMessage(Tone::Bad, sentence); }

void FilmControl::write(const QString& file) {
    if (isBusy()) return panel_->strip()->showMessage(Tone::Warn, tr("One film is being written already."));
    const auto& a = selection_->end(PathEnd::A);
    const auto& b = selection_->end(PathEnd::B);
    if (!a || !b || !a->hasPlace() || !b->hasPlace())
        return panel_->strip()->showMessage(Tone::Warn, tr("Choose A and B first: there is no path yet."));
    try {
        requireFilm(panel_->film());
    } catch (const Error& error) {
        return say(sentenceOf(error.info()));
    }
    file_ = file;
    const WalkTiming& timing = panel_->film().timing;
    DecodeRequest stops;
    for (int stop = 0; stop < walkStops(timing); ++stop)
        stops.z.push_back(codeBetween(a->code, b->code, walkStopPlace(timing, stop), panel_->kind()));
    job_ = bridge_->session().exportFilm(toPath(file_), panel_->film(), std::move(stops));
    showProgress();
    panel_->busy()->show();
    progress_.start();
}

void FilmControl::showProgress() {
    for (const JobStatus& job : bridge_->session().jobs())
        if (job.id == job_)
            panel_->busy()->setProgress(verbOf(job.progress), job.progress.done, job.progress.total,
                                        job.progress.secondsLeft);
}

void FilmControl::ended(event::JobEnded::How how, const QString& sentence) {
    job_ = 0;
    progress_.stop();
    panel_->busy()->hide();
    if (how == event::JobEnded::How::Failed) say(sentence);
    if (how == event::JobEnded::How::Done) Q_EMIT written(file_);
}

}  // namespace zscape
