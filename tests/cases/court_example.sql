INSERT INTO court.office VALUES
    ('K1', '粤0111', '快执组', '快执', '许嘉杰', '020-00001111', '一楼3号窗口', '工作日 8:30至12:00');
INSERT INTO court.enforcement_case VALUES
    ('（2026）粤0111执77号', '粤0111', '广州市白云区人民法院', '买卖合同纠纷', '（2026）粤0111民初5号民事判决书',
     12345.67, '2026-10-08 16:20', '05', '2026-10-20', 'K1', '林书瑶', 'levy', '2026-11-30', NULL, NULL),
    ('（2026）粤0111执78号', '粤0111', '广州市白云区人民法院', '民间借贷纠纷', '（2026）粤0111民初6号民事判决书',
     NULL, NULL, '01', '2026-11-02', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO court.participant VALUES
    (1, '（2026）粤0111执77号', 'FICTION-000000001234', '温启涛', 'applicant', false, '15400009001', NULL),
    (2, '（2026）粤0111执77号', 'FICTION-00000000567X', '关润晴', 'debtor', false, NULL, NULL),
    (3, '（2026）粤0111执77号', 'FICTION-000000008888', '麦子轩', 'agent', false, '15400009003', 1),
    (4, '（2026）粤0111执78号', 'FICTION-00000000567X', '关润晴', 'debtor', false, NULL, NULL);
INSERT INTO court.node_record VALUES
    (9, '（2026）粤0111执77号', '2026-10-08', 'filed', '申请材料齐全，已立案执行', 'parties'),
    (10, '（2026）粤0111执77号', '2026-10-08', 'assigned', '已确定承办人', 'parties'),
    (11, '（2026）粤0111执77号', '2026-10-20', 'measure_taken', '已冻结一个银行账户', 'parties');
INSERT INTO court.property_measure VALUES
    (21, '（2026）粤0111执77号', 2, 'freeze_deposit', '6222000000004321', NULL, 12430.86, '2026-10-20', '2027-10-19',
     'active', 1, 'parties'),
    (22, '（2026）粤0111执77号', 2, 'levy', NULL, '已冻结账户内的存款', 12430.86, NULL, NULL, 'planned', NULL, 'applicant');
INSERT INTO court.money VALUES (31, '（2026）粤0111执77号', 2, 'received', 100.00, '2026-11-03', '主动付款');
