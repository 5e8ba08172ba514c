#pragma once

#include "ui/shell/code_space.h"
#include "ui/shell/panel_set.h"

#include "engine/session/types.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace zscape {

class Actions;
class LayerControl;
class PathControl;
class SelectionModel;
class SessionBridge;

/// The decoder draws what is under the pointer, or at the place that the selection keeps, which moves with the codes.
class ExplorationController : public QObject {
    Q_OBJECT

public:
    /// \param selection outlives it
    ExplorationController(SessionBridge* bridge, const PanelSet& panels, SelectionModel* selection, Actions* actions,
                          QObject* parent);
    ~ExplorationController() override;

    CodeSpace* space() const { return space_; }
    PathControl* path() const { return path_; }
    /// A picture file is encoded and shown where it lies.
    void openFile(const QString& file);
    /// Decodes `code` in the decoder panel; `place` is where the plane keeps it, if it does.
    void show(const std::vector<float>& code);

Q_SIGNALS:
    void exported(const QString& file);
    /// While the path plays: how many of its pictures the decoder drew in the last second; below 0 when it stops.
    void played(int picturesPerSecond);
    /// MapControl::statusChanged()
    void mapStatusChanged(const QString& text);

private:
    void connectPlane();
    void connectSelection();
    void connectDecoder();
    void feedPlane();
    void showState();
    void followWeights();
    int betweenDecodes() const;
    void showCoordinates();
    void pointTo(QPointF at);
    void showNear();
    void showKept();
    void showPlaying(bool playing);
    void countPlayed();
    /// Codes are decoded with this label from now on; conditional models only.
    void showLabel(int64_t label);
    void showLabels();
    void hover(qint64 image);
    void answered(Lane lane);
    void showTrail();
    void forgetTrail();
    void exportPicture(const Picture& picture, const QString& name);
    void takeImages();

    SessionBridge* bridge_ = nullptr;
    PanelSet panels_;
    SelectionModel* selection_ = nullptr;
    CodeSpace* space_ = nullptr;
    PathControl* path_ = nullptr;
    LayerControl* layers_ = nullptr;
    std::vector<std::vector<float>> trail_;  ///< codes of a search, while it goes on and until something else is kept
    std::vector<std::string> labels_;        ///< of a conditional model
    std::vector<std::string> knownLabels_;   ///< of the run, as the plane was told them
    std::vector<NearImage> near_;            ///< on a map: what the wanted code was mixed from
    std::vector<float> wanted_;              ///< what the decoder was asked for last
    uint64_t ticket_ = 0;
    uint64_t shownTicket_ = 0;  ///< whose picture the decoder shows
    bool unanswered_ = false;   ///< the last decode failed: there was no model yet
    uint64_t cardTicket_ = 0;
    qint64 cardImage_ = -1;
    int playedPictures_ = 0;  ///< since `sincePlayed_`
    QElapsedTimer sincePlayed_;
    QTimer refresh_;  ///< while weights change, the shown decode is asked for again
};

}  // namespace zscape
