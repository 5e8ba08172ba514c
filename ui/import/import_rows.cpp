#include "ui/import/import_rows.h"

#include "ui/import/background_drawer.h"
#include "ui/import/finding_rows.h"
#include "ui/import/import_facts.h"
#include "ui/import/import_row.h"
#include "ui/import/label_bars.h"
#include "ui/import/labels_drawer.h"
#include "ui/import/reading_list.h"
#include "ui/import/set_chips.h"
#include "ui/import/size_drawer.h"
#include "ui/import/split_drawer.h"
#include "ui/import/value_facts.h"
#include "ui/import/values_drawer.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/panel_frame.h"
#include "ui/widgets/switch_button.h"

#include <QEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace zscape {

ImportRows::ImportRows(QWidget* parent) : QWidget(parent), scroll_(new QScrollArea(this)), box_(new QWidget) {
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll_);
    auto* list = new QVBoxLayout(box_);
    list->setContentsMargins(ImportRow::pageMargin(), 0, ImportRow::pageMargin() - ImportRow::overhang(), 0);
    list->setSpacing(0);
    build(list);
    list->addStretch(1);
    setPanelContents(scroll_, box_);
    scroll_->viewport()->installEventFilter(this);
    connectDrawers();
}

void ImportRows::build(QVBoxLayout* list) {
    const auto add = [&](Row row, const char* icon, const QString& name) {
        auto* made = new ImportRow(QLatin1String(icon), name, box_);
        rows_[static_cast<size_t>(row)] = made;
        list->addWidget(made);
        connect(made, &ImportRow::openRequested, this,
                [this, row](bool open) { openRow(open ? static_cast<int>(row) : -1); });
        return made;
    };
    add(Row::Set, "layers", tr("Set"))->setContents(sets_ = new SetChips);
    ImportRow* labels = add(Row::Labels, "tag", tr("Labels"));
    labels->addBelow(bars_ = new LabelBars(labels));
    labels->setDrawer(labels_ = new LabelsDrawer(labels));
    ImportRow* split = add(Row::Split, "shuffle", tr("Split"));
    split->setTrailing(ownSplit_ = new SwitchButton(tr("Its own split"), split));
    split->addBelow(splitBar_ = new SplitBar(split), ImportRow::Below::Tight);
    split->setDrawer(split_ = new SplitDrawer(split));
    ImportRow* size = add(Row::Size, "size", tr("Size, colour"));
    size->addBelow(readings_ = new ReadingList(size));
    readings_->hide();
    size->setDrawer(size_ = new SizeDrawer(size));
    ImportRow* values = add(Row::Values, "contrast", tr("Values"));
    values->setTrailing(range_ = rowLink(QString(), values));
    values->setDrawer(values_ = new ValuesDrawer(values));
    ImportRow* background = add(Row::Background, "checker", tr("Background"));
    background->setDrawer(background_ = new BackgroundDrawer(background));
    ImportRow* table = add(Row::Table, "ledger", tr("Table"));
    ImportRow* duplicates = add(Row::Duplicates, "warn", tr("Duplicates"));
    ImportRow* notRead = add(Row::NotRead, "warn", tr("Not read"));
    findings_ = new FindingRows(table, duplicates, notRead, this);
}

void ImportRows::connectDrawers() {
    connect(sets_, &SetChips::chosenByPerson, this, &ImportRows::setWanted);
    connect(readings_, &ReadingList::axesWanted, this, &ImportRows::axesWanted);
    connect(labels_, &LabelsDrawer::labelsWanted, this, [this](const std::string& labels) {
        arrange([&labels](ImportSettings& settings) { settings.labels = labels; });
    });
    connect(labels_, &LabelsDrawer::tableWanted, this, &ImportRows::tableWanted);
    connect(ownSplit_, &QAbstractButton::clicked, this,
            [this](bool on) { arrange([on](ImportSettings& settings) { settings.split = on ? "own" : "random"; }); });
    connect(split_, &SplitDrawer::splitWanted, this, [this](const std::string& split) {
        arrange([&split](ImportSettings& settings) { settings.split = split; });
    });
    connect(split_, &SplitDrawer::groupWanted, this, [this](const std::string& group) {
        arrange([&group](ImportSettings& settings) { settings.group = group; });
    });
    connect(split_, &SplitDrawer::shareWanted, this, [this](double share) {
        share_ = share;
        arrange([](ImportSettings& settings) { settings.split = "random"; });
    });
    connect(size_, &SizeDrawer::settingsWanted, this,
            [this](const ImportSettings& wanted) { read([&wanted](ImportSettings& settings) { settings = wanted; }); });
    const auto readIn = [this](const ValueRange& range) {
        read([&range](ImportSettings& settings) { settings.range = range; });
    };
    connect(values_, &ValuesDrawer::rangeWanted, this, readIn);
    connect(values_, &ValuesDrawer::coloursWanted, this, [this](const ChannelColours& colours) {
        arrange([&colours](ImportSettings& settings) { settings.colours = colours; });
    });
    connect(values_, &ValuesDrawer::shown, this, &ImportRows::shadesWanted);
    connect(range_, &QPushButton::clicked, this, [this, readIn] {
        if (!imported_ || !imported_->images->importReport().values) return;
        const ImportReport::Values& now = *imported_->images->importReport().values;
        readIn(now.visibility != Visibility::Seen ? ValueRange{ValueRange::Kind::Fixed, now.foundBlack, now.foundWhite}
                                                  : usualRange(now));
    });
    connect(background_, &BackgroundDrawer::colourWanted, this, [this](const std::array<uint8_t, 3>& colour) {
        read([&colour](ImportSettings& settings) { settings.background = colour; }, Background::Chosen);
    });
    connect(background_, &BackgroundDrawer::guessWanted, this,
            [this] { read([](ImportSettings& settings) { settings.background.reset(); }, Background::Chosen); });
    connect(findings_, &FindingRows::tableWanted, this, &ImportRows::tableWanted);
    connect(findings_, &FindingRows::filesWanted, this, &ImportRows::filesWanted);
    connect(findings_, &FindingRows::duplicatesWanted, this, [this](const std::string& duplicates) {
        arrange([&duplicates](ImportSettings& settings) { settings.duplicates = duplicates; });
    });
}

void ImportRows::arrange(const std::function<void(ImportSettings&)>& change) {
    if (!imported_) return;
    ImportSettings settings = imported_->request.settings;
    change(settings);
    Q_EMIT arrangeWanted(settings, share_);
}

void ImportRows::read(const std::function<void(ImportSettings&)>& change, Background background) {
    if (!imported_) return;
    ImportSettings settings = imported_->request.settings;
    change(settings);
    // What was guessed is no choice.
    if (background == Background::AsItIs && imported_->images->importReport().background.guessed)
        settings.background.reset();
    Q_EMIT readWanted(settings);
}

void ImportRows::begin() {
    imported_.reset();
    findings_->begin();
    values_->begin();
    background_->begin();
    openRow(-1);
    readings_->hide();
    row(Row::Set)->hide();
}

void ImportRows::setSets(const SetChoice& sets) {
    imported_.reset();
    sets_->setSets(sets, -1);
    for (ImportRow* each : rows_) each->setVisible(each == row(Row::Set));
}

void ImportRows::setReadings(const ArrayReadings& readings) {
    imported_.reset();
    openRow(-1);
    readings_->setReadings(readings);
    readings_->show();
    QString shape = QString::fromStdString(readings.shape);
    shape.replace(QLatin1Char('x'), QChar(0x00D7));
    row(Row::Size)->setOpenable(false);
    row(Row::Size)->setSentence(tr("An array of %1:").arg(shape), tr("what are its dimensions?"));
    for (ImportRow* each : rows_) each->setVisible(each == row(Row::Size));
}

void ImportRows::setImported(std::shared_ptr<const Imported> imported, bool own, double share) {
    imported_ = std::move(imported);
    own_ = own;
    share_ = share;
    showRows();
    findings_->setImported(imported_);
}

bool ImportRows::setProblem(const QString& sentence) {
    const bool said = row(Row::Labels)->isOpen()  ? labels_->setProblem(sentence)
                      : row(Row::Split)->isOpen() ? split_->setProblem(sentence)
                                                  : false;
    // Switch and chips show what holds, not what was asked.
    if (!imported_) {
        sets_->setSets(sets_->choice(), -1);
        readings_->setReadings(readings_->readings());
        return said;
    }
    if (imported_->sets) sets_->setSets(*imported_->sets, imported_->set);
    ownSplit_->setChecked(!isKind(imported_->request.settings.split, "random"));
    if (said) return true;
    labels_->setImported(*imported_);
    split_->setImported(*imported_, own_, share_);
    size_->setImported(*imported_);
    showValues();
    showBackground();
    return false;
}

void ImportRows::setState(bool shown, bool on) {
    box_->setVisible(shown);
    // What is off loses the focus: whoever moves a handle by keys goes on where they were.
    if (!on && box_->isEnabled()) {
        QWidget* now = window()->focusWidget();
        focused_ = now && box_->isAncestorOf(now) ? now : nullptr;
    }
    box_->setEnabled(on);
    if (on && focused_ && !window()->focusWidget()) focused_->setFocus(Qt::OtherFocusReason);
    if (on) focused_ = nullptr;
    showBars();
}

void ImportRows::showRows() {
    const Imported& found = *imported_;
    const ImportSettings& settings = found.request.settings;
    for (const Row always : {Row::Labels, Row::Split, Row::Size}) row(always)->show();
    row(Row::Size)->setOpenable(true);
    readings_->hide();
    row(Row::Set)->setVisible(found.sets.has_value());
    if (found.sets) sets_->setSets(*found.sets, found.set);
    row(Row::Labels)->setSentence(labelsHead(found), labelsTail(found));
    labels_->setImported(found);
    bars_->setCounts(found.images->labelNames(), found.counts);
    row(Row::Split)->setSentence(splitHead(settings) + QLatin1Char(' ') + sidesText(sidesOf(found)));
    splitBar_->setSides(sidesOf(found));
    ownSplit_->setVisible(own_);
    ownSplit_->setChecked(!isKind(settings.split, "random"));
    split_->setImported(found, own_, share_);
    row(Row::Size)->setSentence(sizeHead(found), sizeTail(found));
    size_->setImported(found);
    showValues();
    showBackground();
}

void ImportRows::showValues() {
    const std::optional<ImportReport::Values>& values = imported_->images->importReport().values;
    ImportRow* shown = row(Row::Values);
    shown->setVisible(values.has_value());
    if (!values) return;
    const bool hardly = values->visibility != Visibility::Seen, oneRange = !values->byFile && !values->mixed;
    shown->setSentence(valuesHead(*values), valuesTail(*values));
    shown->setWarning(hardly);
    shown->setOpenable(!values->mixed);
    const ValueRange usual = usualRange(*values);
    const ValueRange::Ends back = endsIn(*values, usual, -1);
    range_->setVisible(hardly || values->byFile || (oneRange && !areUsual(*values)));
    range_->setText(hardly ? tr("Use this range")
                    : usual.channels > 0
                        ? (haveOwnRanges(*values) ? tr("As they were found") : tr("Each channel by itself"))
                        : tr("Back to %1 to %2").arg(valueText(*values, back.black), valueText(*values, back.white)));
    const ImageSet& images = *imported_->images;
    values_->setValues(*values, images.importReport().channelNames, images.channelColours());
}

void ImportRows::showBackground() {
    const ImportSettings& settings = imported_->request.settings;
    const bool padded = settings.fit == Fit::Pad && imported_->shape == Imported::Shape::Oblong;
    const ImportReport::Background& ground = imported_->images->importReport().background;
    const bool transparent = ground.transparent ? *ground.transparent > 0 : imported_->transparent;
    row(Row::Background)->setVisible(transparent || padded);
    row(Row::Background)
        ->setSentence(colourName(ground.colour), transparent ? behindText(ground) : tr("around long pictures"));
    background_->setBackground(ground);
}

void ImportRows::openRow(int row) {
    for (int i = 0; i < kRows; ++i) rows_[static_cast<size_t>(i)]->setOpen(i == row);
    showBars();
    if (row < 0) return;
    // Laid out first: what opened is to be seen whole where it can be, else from its beginning.
    QMetaObject::invokeMethod(
        this,
        [this, opened = rows_[static_cast<size_t>(row)]] {
            if (opened->height() > scroll_->viewport()->height()) scroll_->verticalScrollBar()->setValue(opened->y());
            else scroll_->ensureWidgetVisible(opened, 0, 0);
        },
        Qt::QueuedConnection);
}

void ImportRows::showBars() {
    const bool labelled = imported_ && imported_->images->labelNames().size() > 1;
    int rows = 0;
    bool open = false;
    for (ImportRow* each : rows_) {
        open = open || each->isOpen();
        if (!each->isHidden()) rows += each->sizeHint().height();
    }
    if (!bars_->isHidden()) rows -= bars_->sizeHint().height();
    bars_->setVisible(labelled && !open && scroll_->viewport()->height() - rows >= metrics().px(100));
}

bool ImportRows::eventFilter(QObject* watched, QEvent* event) {
    if (watched == scroll_->viewport() && event->type() == QEvent::Resize) {
        // The scroll bar lies in the margin: the ends of the lines stay where they are.
        const int bar = scroll_->viewport()->width() < scroll_->width() ? metrics().scrollBar() : 0;
        const int margin = ImportRow::pageMargin();
        box_->layout()->setContentsMargins(margin, 0, margin - ImportRow::overhang() - bar, 0);
        // Only once the rows have their height is it known whether bars fit.
        showBars();
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace zscape
