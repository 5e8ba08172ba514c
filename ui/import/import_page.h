#pragma once

#include "engine/core/progress.h"
#include "engine/session/import_result.h"
#include "engine/session/types.h"

#include <QWidget>

#include <memory>

class QBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace zscape {

class BackgroundDrawer;
class ValuesDrawer;
class CountLines;
class DuplicatePairs;
class ImportPreview;
class ImportRow;
class LabelBars;
class LabelsDrawer;
class MessageStrip;
class SetChips;
class SizeDrawer;
class SplitBar;
class SplitDrawer;
class SwitchButton;

/// What images are before they are used: at the left what was found, a sentence a row, each of which opens to what may
/// be changed; at the right a preview. Plain setters and signals: the shell reads, arranges and uses.
class ImportPage : public QWidget {
    Q_OBJECT

public:
    explicit ImportPage(QWidget* parent = nullptr);

    /// A new page for `source` (a shown path): nothing is known yet.
    void begin(const QString& source, bool file);
    /// While images are read: how far, and those that have come (may be null). What was found before stays, and is off.
    void setReading(const Progress& progress, std::shared_ptr<const LoadPreview> preview);
    /// Several sets were found, of which one has to be chosen.
    void setSets(const SetChoice& sets);
    /// What was found or arranged. \param own the data have a split of their own; \param share held out of a random one
    void setImported(std::shared_ptr<const Imported> imported, bool own, double share);
    /// A change could not be carried out: what was found before stands. In its place, else as a message.
    void setProblem(const QString& sentence);
    /// While a change is carried out Use waits.
    void setArranging(bool arranging);

    /// Return: uses the images when that is possible.
    void use();
    bool canUse() const;
    /// Esc lets go of one thing: a field that is typed in, the list of files. \return false when there is none: it is
    /// Cancel
    bool letGo();
    bool isChoosing() const { return choosing_; }
    const std::shared_ptr<const Imported>& imported() const { return imported_; }
    double share() const { return share_; }

    enum class Row { Set, Labels, Split, Size, Values, Background, Table, Duplicates, NotRead };
    static constexpr int kRows = 9;
    ImportRow* row(Row row) const { return rows_[static_cast<size_t>(row)]; }
    SetChips* sets() const { return sets_; }
    LabelsDrawer* labels() const { return labels_; }
    SplitDrawer* split() const { return split_; }
    SizeDrawer* sizeDrawer() const { return size_; }
    ValuesDrawer* values() const { return values_; }
    QPushButton* rangeLink() const { return range_; }
    BackgroundDrawer* background() const { return background_; }
    SwitchButton* ownSplitSwitch() const { return ownSplit_; }
    LabelBars* bars() const { return bars_; }
    DuplicatePairs* pairs() const { return pairs_; }
    CountLines* reasons() const { return reasons_; }
    QPushButton* moveButton() const { return move_; }
    QPushButton* showFilesButton() const { return showFiles_; }
    QPushButton* useButton() const { return use_; }
    QPushButton* cancelButton() const { return cancel_; }
    ImportPreview* preview() const { return preview_; }
    MessageStrip* strip() const { return strip_; }
    QString headline() const;
    QString summary() const;

Q_SIGNALS:
    void useWanted();
    void cancelWanted();
    /// Other labels, split, groups, tables, share: nothing is read.
    void arrangeWanted(const zscape::ImportSettings& settings, double share);
    /// One of several sets, its index: it is read.
    void setWanted(int set);
    /// Other pixels: the images are read anew.
    void readWanted(const zscape::ImportSettings& settings);
    /// A table beside the images is to be chosen.
    void tableWanted();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildHead(QVBoxLayout* column);
    void buildRows(QVBoxLayout* column);
    void connectRows();
    void openRow(int row);
    void showRows();
    void showValues();
    void showFindings();
    void showRemarks();
    void showState();
    void showBars();
    void arrange(const std::function<void(ImportSettings&)>& change);
    /// The island's place.
    bool narrow() const;

    std::shared_ptr<const Imported> imported_;
    bool own_ = false;
    double share_ = 0.1;
    bool choosing_ = false;  ///< no set is known yet, only that there are several
    bool reading_ = true;
    bool arranging_ = false;
    int64_t moved_ = 0;  ///< images that a click moved to the training side

    QBoxLayout* islands_ = nullptr;
    QWidget* left_ = nullptr;
    ImportPreview* preview_ = nullptr;
    QLabel* sourceIcon_ = nullptr;
    QLabel* source_ = nullptr;
    QString sourceIconName_;
    QLabel* headline_ = nullptr;
    QLabel* summary_ = nullptr;
    QPushButton* cancel_ = nullptr;
    QPushButton* use_ = nullptr;
    QProgressBar* bar_ = nullptr;
    MessageStrip* strip_ = nullptr;
    QScrollArea* scroll_ = nullptr;
    QWidget* rowsBox_ = nullptr;
    std::array<ImportRow*, kRows> rows_{};
    SetChips* sets_ = nullptr;
    LabelsDrawer* labels_ = nullptr;
    SplitDrawer* split_ = nullptr;
    SizeDrawer* size_ = nullptr;
    ValuesDrawer* values_ = nullptr;
    QPushButton* range_ = nullptr;  ///< back to what was found, or to what is seen
    BackgroundDrawer* background_ = nullptr;
    SwitchButton* ownSplit_ = nullptr;
    LabelBars* bars_ = nullptr;
    SplitBar* splitBar_ = nullptr;
    CountLines* tableLines_ = nullptr;
    QPushButton* chooseTable_ = nullptr;
    DuplicatePairs* pairs_ = nullptr;
    QPushButton* move_ = nullptr;
    CountLines* reasons_ = nullptr;
    QPushButton* showFiles_ = nullptr;
};

}  // namespace zscape
