#pragma once

#include "engine/session/types.h"
#include "ui/panels/data/thumbnail_filter.h"
#include "ui/widgets/panel_frame.h"
#include "ui/widgets/tile_picture.h"

#include <QTimer>

#include <memory>
#include <optional>

class QAction;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace zscape {

class HeaderCombo;
class IconButton;
class LoadProgress;
class SelectionModel;
class ThumbnailGrid;
class UnreadablePage;

/// The Data panel: thumbnails of all images, by label, name and attributes, with counts, the split, what could not be
/// read, and the progress of a load.
class DataPanel : public PanelFrame {
    Q_OBJECT

public:
    /// \param selection outlives it
    explicit DataPanel(SelectionModel* selection, QWidget* parent = nullptr);

    /// The images in use; null for none. The same set again costs nothing.
    void setImages(std::shared_ptr<const ImageSet> images);
    /// While images load: those that are decoded, and how far it is. Both null: not loading.
    void setLoading(std::shared_ptr<const LoadPreview> preview, std::optional<Progress> progress);
    /// On which sides the images are; null for none.
    void setSplit(std::shared_ptr<const Split> split);
    /// Importing again is off while a run trains.
    void setTraining(bool training);
    /// The images of the project are not where they were: what is shown of them are their decoded copies, or nothing.
    void setGone(bool gone);

    ThumbnailGrid* grid() const { return grid_; }
    HeaderCombo* labelPicker() const { return labels_; }
    QLineEdit* searchField() const { return search_; }
    /// Without it no tip shows the picture that a tile was cut from.
    void setTileOverviews(TileOverviews overviews) { overviews_ = std::move(overviews); }
    UnreadablePage* unreadablePage() const { return unreadable_; }
    QAction* importSettingsAction() const { return importSettings_; }
    QPushButton* showUnreadableButton() const { return show_; }
    LoadProgress* loadProgress() const { return busy_; }
    QString countText() const;
    QString formatText() const;
    QString splitText() const;

public Q_SLOTS:
    void showUnreadable();
    void showImages();
    /// Those alone that are selected now, whatever is selected afterwards.
    void showSelected();

Q_SIGNALS:
    /// The page of the images in use.
    void importSettingsWanted();
    void cancelRequested();
    void setAsARequested(qint64 image);
    void setAsBRequested(qint64 image);
    /// Show this image's file in the file manager.
    void showFileRequested(qint64 image);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildHeader();
    void buildGridPage();
    void fillLabels();
    void fillLabelNames();
    void fillAttributes();
    void startFilter();
    void workFilter();
    void applySource(bool samePictures);
    void showCounts();
    void toggleFilter();
    void showFilterRow();
    void fillImageMenu(QMenu* menu, int64_t image);
    void openImageMenu(qint64 image, QPoint global);
    bool loading() const { return preview_ || progress_; }

    SelectionModel* selection_;
    std::shared_ptr<const ImageSet> images_;
    std::shared_ptr<const LoadPreview> preview_;
    std::optional<Progress> progress_;
    std::shared_ptr<const Split> split_;
    bool gone_ = false;
    ThumbnailFilter filter_;
    ImageBitsPtr shownSelection_;  ///< of the filter "Selected"; null: it was not asked for
    QTimer filterTimer_;
    QTimer searchDelay_;

    IconButton* filterButton_ = nullptr;
    bool filterShown_ = true;
    QStackedWidget* pages_ = nullptr;
    ThumbnailGrid* grid_ = nullptr;
    TileOverviews overviews_;
    UnreadablePage* unreadable_ = nullptr;
    QAction* importSettings_ = nullptr;
    QWidget* filterRow_ = nullptr;
    HeaderCombo* labels_ = nullptr;
    QLineEdit* search_ = nullptr;
    QLabel* count_ = nullptr;
    QLabel* format_ = nullptr;
    QLabel* sides_ = nullptr;
    QWidget* unreadableRow_ = nullptr;
    QLabel* unreadableIcon_ = nullptr;
    QLabel* unreadableText_ = nullptr;
    QPushButton* show_ = nullptr;
    LoadProgress* busy_ = nullptr;
};

}  // namespace zscape
