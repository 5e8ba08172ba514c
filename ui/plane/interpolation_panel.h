#pragma once

#include "engine/core/walk_film.h"
#include "engine/session/types.h"
#include "ui/plane/plane_types.h"
#include "ui/widgets/panel_frame.h"

#include <QElapsedTimer>
#include <QTimer>

#include <vector>

class QActionGroup;
class QLabel;

namespace zscape {

class BusyBar;
class FilmCard;
class HeaderCombo;
class IconButton;
class InterpolationSlot;
class InterpolationStrip;
class LiveNumber;
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
    /// Needs both ends. As film() says, from the current stop.
    void setPlaying(bool playing);
    void togglePlaying() { setPlaying(!isPlaying()); }

    /// How the path is played, and what a film of it is.
    const FilmSettings& film() const { return film_; }
    /// \param ownScale a person has chosen its scale; else that goes by the size of the pictures. Emits nothing
    void setFilm(const FilmSettings& film, bool ownScale);
    bool hasOwnScale() const { return ownScale_; }
    /// Opens the card that changes it, and saves.
    void openFilmCard();
    FilmCard* filmCard() const { return card_; }
    /// While a file of the path is made; hidden otherwise.
    BusyBar* busy() const { return busy_; }

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
    /// While playing, kWalkRate times a second: 0 at A, 1 at B.
    void walkedTo(double place);
    void playingChanged(bool playing);
    void exportRequested(zscape::InterpolationPanel::ExportFormat format);
    /// By a person: how the path is played, or what a film of it is.
    void filmChosen();

protected:
    void hideEvent(QHideEvent* event) override;

private:
    void buildHeader();
    void connectSlots();
    void refresh();
    void buildMenus();
    void chooseStop(int stop);
    void takeFilm(const FilmSettings& film);
    void setPlay(WalkPlay play);
    void tick();
    void showTime(double seconds);

    SelectionModel* selection_;
    InterpolationSlot* slots_[2];
    InterpolationStrip* strip_ = nullptr;
    HeaderCombo* kind_ = nullptr;
    QLabel* drawn_ = nullptr;
    NumberField* stepsField_ = nullptr;
    IconButton* swap_ = nullptr;
    IconButton* play_ = nullptr;
    IconButton* export_ = nullptr;
    LiveNumber* time_ = nullptr;
    QActionGroup* plays_ = nullptr;
    FilmCard* card_ = nullptr;
    BusyBar* busy_ = nullptr;
    FilmSettings film_;
    bool ownScale_ = false;
    int steps_ = 9;
    QTimer playTimer_;
    QElapsedTimer sinceStart_;
    double startedAt_ = 0;  // seconds of the walk when playing began
    double place_ = 0;      // on the way, 0 to 1, as of the last tick
};

}  // namespace zscape
