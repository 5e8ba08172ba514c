#pragma once

#include "engine/session/types.h"
#include "ui/plane/plane_types.h"
#include "ui/widgets/panel_frame.h"

#include <QElapsedTimer>
#include <QTimer>

#include <optional>
#include <vector>

class QLabel;

namespace zscape {

class HeaderCombo;
class IconButton;
class InterpolationSlot;
class InterpolationStrip;
class NumberField;
class SelectionModel;

/// The path from A to B as pictures: two ends that take drops, the strip between them, play, swap, export.
class InterpolationPanel : public PanelFrame {
    Q_OBJECT

public:
    static constexpr int kFewestSteps = 3;
    static constexpr int kMostSteps = 33;

    enum class ExportFormat { Png, Gif, Mp4 };
    Q_ENUM(ExportFormat)

    /// \param selection outlives it
    explicit InterpolationPanel(SelectionModel* selection, QWidget* parent = nullptr);

    /// The file of the end's image, for drags to the file manager.
    void setEndFile(PathEnd end, const QString& file);
    /// Decoded pictures of the path, both ends included.
    void setStrip(const std::vector<Picture>& pictures);
    const std::vector<Picture>& decoded() const;
    /// The pixel fade, as many pictures as steps; empty when the ends' sizes differ.
    const std::vector<Picture>& fade() const;

    /// What the path is drawn as, of a conditional model; empty: of no label.
    void setDrawnLabel(const QString& name);
    QString drawnText() const;

    int steps() const { return steps_; }
    PathKind kind() const;
    void setSteps(int steps);       ///< emits nothing
    void setKind(PathKind kind);    ///< emits nothing
    void setCurrentStop(int stop);  ///< emits nothing
    int currentStop() const;
    void setHoveredStop(int stop);  ///< emits nothing

    bool isPlaying() const { return playTimer_.isActive(); }
    /// Needs both ends. Goes from A to B and back until stopped.
    void setPlaying(bool playing);
    void togglePlaying() { setPlaying(!isPlaying()); }

    InterpolationStrip* stripWidget() const { return strip_; }
    InterpolationSlot* slot(PathEnd end) const { return slots_[end == PathEnd::A ? 0 : 1]; }

Q_SIGNALS:
    void stepsChanged(int steps);
    void kindChanged(zscape::PathKind kind);
    void imageDropped(zscape::PathEnd end, qint64 image);
    void codeDropped(zscape::PathEnd end, std::vector<float> code);
    void fileDropped(zscape::PathEnd end, QString file);
    void endClicked(zscape::PathEnd end);
    void stopHovered(int stop);         ///< -1: none any more
    void currentStopChanged(int stop);  ///< by a click, a key, or while playing
    void markerMoved(double marker);    ///< 0 to steps - 1 while playing, -1 when it stops
    void playingChanged(bool playing);
    void exportRequested(zscape::InterpolationPanel::ExportFormat format);

protected:
    void hideEvent(QHideEvent* event) override;

private:
    void buildHeader();
    void connectSlots();
    void refresh();
    void chooseStop(int stop);
    void tick();

    SelectionModel* selection_;
    InterpolationSlot* slots_[2];
    InterpolationStrip* strip_ = nullptr;
    HeaderCombo* kind_ = nullptr;
    QLabel* drawn_ = nullptr;
    NumberField* stepsField_ = nullptr;
    IconButton* swap_ = nullptr;
    IconButton* play_ = nullptr;
    IconButton* export_ = nullptr;
    int steps_ = 9;
    QTimer playTimer_;
    QElapsedTimer sinceStart_;
    double startedAt_ = 0;  // marker when playing began
};

/// Where the marker is `seconds` after it left `start`, to and fro over steps - 1, at `pace` stops a second.
double playedMarker(double start, double seconds, int steps, double pace);

}  // namespace zscape
