#pragma once

#include "engine/session/import_result.h"

#include <QPointer>
#include <QWidget>

#include <array>
#include <functional>
#include <memory>

class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace zscape {

class BackgroundDrawer;
class FindingRows;
class ImportRow;
class LabelBars;
class LabelsDrawer;
class ReadingList;
class SetChips;
class SizeDrawer;
class SplitBar;
class SplitDrawer;
class SwitchButton;
class ValuesDrawer;

/// The rows of the import page: a sentence each of what was found, which open, one at a time, to what may be changed.
/// Scrolls where they find no room.
class ImportRows : public QWidget {
    Q_OBJECT

public:
    explicit ImportRows(QWidget* parent = nullptr);

    enum class Row { Set, Labels, Split, Size, Values, Background, Table, Duplicates, NotRead };
    static constexpr int kRows = 9;

    /// Nothing is known yet of another source.
    void begin();
    /// Several sets were found, of which one has to be chosen.
    void setSets(const SetChoice& sets);
    /// An array was found, of which it has to be said how it is read.
    void setReadings(const ArrayReadings& readings);
    /// What was found or arranged. \param own the data have a split of their own; \param share held out of a random one
    void setImported(std::shared_ptr<const Imported> imported, bool own, double share);
    /// A change could not be carried out: what held before is shown again. \return whether it is said in its place
    bool setProblem(const QString& sentence);
    /// \param shown false: there is nothing to see; \param on false: what was found before is off
    void setState(bool shown, bool on);

    ImportRow* row(Row row) const { return rows_[static_cast<size_t>(row)]; }
    SetChips* sets() const { return sets_; }
    ReadingList* readings() const { return readings_; }
    LabelsDrawer* labels() const { return labels_; }
    SplitDrawer* split() const { return split_; }
    SizeDrawer* sizeDrawer() const { return size_; }
    ValuesDrawer* values() const { return values_; }
    QPushButton* rangeLink() const { return range_; }
    BackgroundDrawer* background() const { return background_; }
    SwitchButton* ownSplitSwitch() const { return ownSplit_; }
    LabelBars* bars() const { return bars_; }
    FindingRows* findings() const { return findings_; }

Q_SIGNALS:
    void arrangeWanted(const zscape::ImportSettings& settings, double share);
    void setWanted(int set);
    void axesWanted(const std::string& axes);
    void readWanted(const zscape::ImportSettings& settings);
    void tableWanted();
    /// The list of files that could not be read is shown, or put away.
    void filesWanted();
    /// While a handle is dragged: what the pictures would be.
    void shadesWanted(const zscape::ValueRange& range);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build(QVBoxLayout* list);
    void connectDrawers();
    void openRow(int row);
    void showRows();
    void showValues();
    void showBackground();
    void showBars();
    void arrange(const std::function<void(ImportSettings&)>& change);
    /// The images are read anew, the background as it was chosen or guessed unless the change is of it.
    enum class Background { AsItIs, Chosen };
    void read(const std::function<void(ImportSettings&)>& change, Background background = Background::AsItIs);

    std::shared_ptr<const Imported> imported_;
    bool own_ = false;
    double share_ = 0.1;

    QScrollArea* scroll_ = nullptr;
    QWidget* box_ = nullptr;
    QPointer<QWidget> focused_;  ///< that had the focus when the rows went off
    std::array<ImportRow*, kRows> rows_{};
    SetChips* sets_ = nullptr;
    LabelsDrawer* labels_ = nullptr;
    SplitDrawer* split_ = nullptr;
    ReadingList* readings_ = nullptr;
    SizeDrawer* size_ = nullptr;
    ValuesDrawer* values_ = nullptr;
    QPushButton* range_ = nullptr;  ///< back to what was found, or to what is seen
    BackgroundDrawer* background_ = nullptr;
    SwitchButton* ownSplit_ = nullptr;
    LabelBars* bars_ = nullptr;
    SplitBar* splitBar_ = nullptr;
    FindingRows* findings_ = nullptr;
};

}  // namespace zscape
