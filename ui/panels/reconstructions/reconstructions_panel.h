#pragma once

#include "engine/session/types.h"
#include "ui/widgets/panel_frame.h"

#include <functional>
#include <memory>

class QLabel;

namespace zscape {

class IconButton;
class ReconstructionGrid;

/// The Reconstructions panel: some images, what the model makes of them, and the difference on demand, followed through
/// training. Says of which step the weights are.
class ReconstructionsPanel : public PanelFrame {
    Q_OBJECT

public:
    explicit ReconstructionsPanel(QWidget* parent = nullptr);

    /// Null: nothing yet. Drawn only while it is seen.
    void setSnapshot(std::shared_ptr<const ReconstructionsSnapshot> snapshot);
    void setNames(std::function<QString(qint64)> nameOf);
    void setHovered(qint64 image);
    void setSelected(qint64 image);

    ReconstructionGrid* grid() const { return grid_; }
    IconButton* differenceButton() const { return difference_; }
    IconButton* shuffleButton() const { return shuffle_; }
    QString stepText() const;
    QString psnrText() const;

    /// Two rows of small pictures; the notes beneath come when there is room.
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void imageHovered(qint64 image);
    void imageSelected(qint64 image);
    /// Other images, please.
    void shuffleRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void showNotes();

    std::shared_ptr<const ReconstructionsSnapshot> snapshot_;
    ReconstructionGrid* grid_;
    IconButton* shuffle_;
    IconButton* difference_;
    QWidget* notes_;
    QLabel* step_;
    QLabel* psnr_;
};

}  // namespace zscape
