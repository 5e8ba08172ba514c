#pragma once

#include "engine/session/selection_numbers.h"
#include "engine/session/types.h"
#include "ui/panels/selection/label_shares.h"
#include "ui/widgets/panel_frame.h"

#include <memory>
#include <optional>

class QAction;
class QLabel;
class QPushButton;
class QScrollArea;

namespace zscape {

class ElidedLabel;
class HeaderCombo;
class IconButton;
class LoadProgress;
class MemberGrid;
class NamedList;
class PictureView;
class SelectionModel;

/// The Selection panel: how many images are selected and of which labels, what they look like in the mean, members, the
/// selections that have a name, and what can be done with them. While a lasso is drawn it says what lies within.
///
/// Count and labels are there at once; pictures and numbers are made elsewhere, and those of before stay until then.
class SelectionPanel : public PanelFrame {
    Q_OBJECT

public:
    /// \param selection outlives it
    explicit SelectionPanel(SelectionModel* selection, QWidget* parent = nullptr);

    /// Null for none. The same set again costs nothing.
    void setImages(std::shared_ptr<const ImageSet> images);
    /// Of the images that are selected, or were a moment ago.
    void setPictures(const SelectionPictures& pictures);
    void setCodes(SelectionCodes codes);
    /// What the decoder makes of the mean code; empty: there is none.
    void setDecodedMean(const Picture& picture);
    /// Files are being copied; nothing: they are not.
    void setCopying(const std::optional<Progress>& progress);
    /// The name of the selection that was named last is about to be typed.
    void renameLast();

    MemberGrid* members() const { return members_; }
    NamedList* named() const { return named_; }
    LabelShares* shares() const { return shares_; }
    PictureView* meanPicture() const { return mean_.view; }
    PictureView* decodedPicture() const { return decoded_.view; }
    PictureView* spreadPicture() const { return spread_.view; }
    HeaderCombo* orderPicker() const { return order_; }
    QPushButton* showInData() const { return showInData_; }
    IconButton* nameButton() const { return name_; }
    QAction* reconstructAction() const { return reconstruct_; }
    QPushButton* tableButton() const { return table_; }
    QPushButton* filesButton() const { return files_; }
    LoadProgress* copying() const { return busy_; }
    /// "12,482 of 60,000 images"; empty while it shows the hint.
    QString countText() const;
    QString percentText() const;
    QString numbersText() const;
    QString hintText() const;  ///< empty while it shows a selection

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// What is selected is to get a name.
    void nameWanted();
    void showInDataWanted();
    /// Reconstructions are to follow the members that are shown.
    void reconstructionsWanted();
    /// What is selected is to be written as a table.
    void tableWanted();
    /// The files of what is selected are to be copied.
    void filesWanted();
    void copyingCancelled();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Captioned {
        QWidget* cell = nullptr;
        PictureView* view = nullptr;
        QLabel* caption = nullptr;
    };
    Captioned captioned(const QString& caption, QWidget* parent);
    void buildWhat();
    void buildNamed();
    void buildFoot();
    void showSeen();
    void offerActions();
    void showNamed();
    void showMembers();
    void showNumbers();
    void showSpread();
    void layPictures();
    bool isMany() const;

    SelectionModel* selection_;
    std::shared_ptr<const ImageSet> images_;
    LabelCounter counter_;
    std::vector<float> spreadValues_;
    SelectionCodes codes_;

    QScrollArea* scroll_ = nullptr;
    QWidget* contents_ = nullptr;
    QLabel* hint_ = nullptr;
    QWidget* what_ = nullptr;  ///< all that is of a selection
    QLabel* count_ = nullptr;
    ElidedLabel* of_ = nullptr;
    QLabel* percent_ = nullptr;
    LabelShares* shares_ = nullptr;
    Captioned mean_, decoded_, spread_;
    ElidedLabel* numbers_ = nullptr;
    HeaderCombo* order_ = nullptr;
    QPushButton* showInData_ = nullptr;
    MemberGrid* members_ = nullptr;
    QWidget* namedHead_ = nullptr;
    IconButton* name_ = nullptr;
    NamedList* named_ = nullptr;
    QAction* reconstruct_ = nullptr;
    QPushButton* table_ = nullptr;
    QPushButton* files_ = nullptr;
    LoadProgress* busy_ = nullptr;
};

}  // namespace zscape
