#pragma once

#include "engine/session/types.h"
#include "ui/widgets/panel_frame.h"

#include <QStringList>

#include <array>
#include <functional>
#include <memory>

class QAction;
class QLabel;
class QPushButton;

namespace zscape {

class IconButton;
class LabelSwapGrid;
class LinkedImages;
class ReconstructionGrid;
class SelectionModel;

/// The Reconstructions panel: some images, what the model makes of them, and the difference on demand, followed through
/// training; of a conditional model also their codes with every label. Says of which step the weights are, and whether
/// the outputs are of the codes' means or of a draw: D draws anew, Shift+D goes back to the mean.
class ReconstructionsPanel : public PanelFrame {
    Q_OBJECT

public:
    /// \param selection outlives it
    explicit ReconstructionsPanel(SelectionModel* selection, QWidget* parent = nullptr);

    /// Null: nothing yet. Drawn only while it is seen.
    void setSnapshot(std::shared_ptr<const ReconstructionsSnapshot> snapshot);
    void setNames(const std::function<QString(qint64)>& nameOf);
    /// Labels that the model decodes with, conditional models only; none: there is nothing to swap. \param labelOf of
    /// an image, below 0: none
    void setLabels(const QStringList& names, std::function<int(qint64)> labelOf);

    ReconstructionGrid* grid() const { return grid_; }
    IconButton* differenceButton() const { return difference_; }
    IconButton* shuffleButton() const { return shuffle_; }
    LabelSwapGrid* labelGrid() const { return labelGrid_; }
    IconButton* labelsButton() const { return swap_; }
    bool labelsSwapped() const;
    QString stepText() const;
    QString psnrText() const;
    /// "mean" or "draw 3"; empty where nothing can be drawn.
    QString drawText() const;
    QAction* meanAction() const { return mean_; }
    QAction* drawAction() const { return draw_; }

    /// Two rows of small pictures; the notes beneath come when there is room.
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Other images, please.
    void shuffleRequested();
    /// Snapshots with every label, please, or without.
    void labelsWanted(bool wanted);
    /// Outputs of this draw, please; 0: of the mean.
    void drawWanted(quint64 draw);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void wantDraw(quint64 draw);
    void showDraw();
    void showNotes();
    void showGrid();
    std::array<LinkedImages*, 2> views() const;
    QString psnrNote() const;
    QString labelsNote() const;

    std::shared_ptr<const ReconstructionsSnapshot> snapshot_;
    ReconstructionGrid* grid_ = nullptr;
    LabelSwapGrid* labelGrid_ = nullptr;
    IconButton* swap_ = nullptr;
    IconButton* shuffle_ = nullptr;
    IconButton* difference_ = nullptr;
    QWidget* notes_ = nullptr;
    QLabel* step_ = nullptr;
    QLabel* psnr_ = nullptr;
    QPushButton* drawLink_ = nullptr;
    QAction* mean_ = nullptr;
    QAction* draw_ = nullptr;
    quint64 wanted_ = 0;  ///< the draw that was asked for last
};

}  // namespace zscape
