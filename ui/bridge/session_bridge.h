#pragma once

#include "engine/session/session.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <array>
#include <atomic>
#include <memory>
#include <optional>

namespace zscape {

/// The session in the window's thread: owns it, turns its wake-ups into at most 60 looks a second, and says what has
/// changed since the last one. Each signal comes only when its thing is another than before.
class SessionBridge : public QObject {
    Q_OBJECT

public:
    /// `options.wake` is set here.
    explicit SessionBridge(Session::Options options, QObject* parent = nullptr);
    ~SessionBridge() override;

    Session& session() { return *session_; }

    // As of the last look.
    RunState state() const { return state_; }
    const std::shared_ptr<const RunInfo>& info() const { return info_; }
    const std::shared_ptr<const RunList>& runs() const { return runs_; }  ///< never null
    const std::shared_ptr<const ImageSet>& images() const { return images_; }
    const std::shared_ptr<const Split>& split() const { return split_; }
    const std::shared_ptr<const RunMetrics>& metrics() const { return metrics_; }
    const std::shared_ptr<const CodesSnapshot>& codes() const { return codes_; }
    const std::shared_ptr<const LayoutSnapshot>& layout() const { return layout_; }  ///< null: no map is asked for
    const std::shared_ptr<const ReconstructionsSnapshot>& reconstructions() const { return reconstructions_; }
    const std::shared_ptr<const SideMeasure>& sideMeasure() const { return sideMeasure_; }
    const std::shared_ptr<const DiagnosticsSnapshot>& diagnostics() const { return diagnostics_; }
    const std::shared_ptr<const LoadPreview>& preview() const { return preview_; }
    const std::optional<JobStatus>& loadProgress() const { return loadProgress_; }
    /// numbersChanged() comes soon, whether or not there is something new.
    void tellNumbers();
    /// What the current model is told of an image: labelTold().
    int labelOf(int64_t image) const;
    std::shared_ptr<const ServiceAnswer> answer(Lane lane) const { return answers_[static_cast<size_t>(lane)]; }

    /// Reconstructions cost the trainer time as long as somebody reads them: only while they are seen, twice a second.
    void wantReconstructions(bool wanted);

    /// Looks now. Otherwise it happens by itself after a wake-up.
    void look();
    /// Looks taken so far, for the test that wake-ups are coalesced.
    int looks() const { return looks_; }

Q_SIGNALS:
    void stateChanged(zscape::RunState from, zscape::RunState to);
    void infoChanged();
    /// Another run is there, or something of one has changed.
    void runsChanged();
    /// infoChanged(), at the pace at which a person reads numbers.
    void numbersChanged();
    void imagesChanged();
    void codesChanged();
    /// A map has moved, or is in another phase.
    void layoutChanged();
    /// Session::placed() has answered.
    void codesPlaced();
    void reconstructionsChanged();
    void diagnosticsChanged();
    /// Rows were appended, or another run's metrics are there.
    void metricsGrew();
    void marksChanged();
    /// A side of the split is being measured or has been.
    void sideMeasured();
    /// Thumbnails of a running load, or its progress; at the end with both gone.
    void previewChanged();
    void eventArrived(const zscape::Event& event);
    void answerArrived(zscape::Lane lane);
    void jobEnded(zscape::JobId id, zscape::event::JobEnded::How how, const QString& sentence);
    void refused(zscape::CommandKind kind, const QString& sentence);
    void runFailed(qint64 step, const QString& sentence);
    void warned(const QString& sentence);

private:
    void woken();
    void tell(const std::vector<Event>& events);
    void takeSnapshots();
    void takeMetrics();
    void takePreview();
    void takeAnswers();
    void takeReconstructions();

    /// Set by engine threads in the wake-up, cleared by the window's thread before it looks: atomic.
    std::atomic<bool> pending_{false};
    QTimer later_;
    QTimer numbersTimer_;
    QTimer reconstructionsTimer_;
    QElapsedTimer sinceLook_;
    int looks_ = 0;

    RunState state_ = RunState::Empty;
    std::shared_ptr<const RunInfo> info_;
    std::shared_ptr<const RunList> runs_;
    std::shared_ptr<const ImageSet> images_;
    std::shared_ptr<const Split> split_;
    std::shared_ptr<const RunMetrics> metrics_;
    std::array<int64_t, 3> metricRows_{};
    size_t marks_ = 0;
    std::shared_ptr<const CodesSnapshot> codes_;
    std::shared_ptr<const LayoutSnapshot> layout_;
    std::shared_ptr<const PlacedCodes> placed_;
    std::shared_ptr<const ReconstructionsSnapshot> reconstructions_;
    std::shared_ptr<const DiagnosticsSnapshot> diagnostics_;
    std::shared_ptr<const SideMeasure> sideMeasure_;
    std::shared_ptr<const LoadPreview> preview_;
    std::optional<JobStatus> loadProgress_;
    std::array<std::shared_ptr<const ServiceAnswer>, kLanes> answers_;

    /// Last, so that it ends first: its threads call the wake-up, which touches the members above.
    std::unique_ptr<Session> session_;
};

}  // namespace zscape
